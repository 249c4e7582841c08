import { HaemaError } from '../core/errors.ts';
import type { JobKind } from './meter.ts';

/**
 * In order: somebody waits; a live viewer will want it; somebody looks through a list; its reader
 * left and may come back.
 */
export type Urgency = 'interactive' | 'prefetch' | 'picture' | 'linger';

/** `onStall` is to be told when the work does not get on, and when it does after all. */
export type Work<T> = (signal: AbortSignal, onStall: (stalled: boolean) => void) => Promise<T>;

export interface JobTraits {
  readonly kind: JobKind;
  readonly urgency: Urgency;
  /** See Job. */
  readonly dueAt?: number;
  readonly bytes?: number;
}

/** Work that waits for its turn, runs, or is over. Its promise settles exactly once. */
export class Job<T> {
  readonly promise: Promise<T>;
  /** When it has to be begun with for the most urgent viewer, in milliseconds: see Viewers. */
  dueAt: number;
  /** What it is known to take of memory. */
  readonly bytes: number;
  /** When the work began, in milliseconds; null before. */
  startedAt: number | null = null;
  readonly #start: () => Promise<void>;
  readonly #reject: (error: HaemaError) => void;
  readonly #onChange: () => void;
  readonly #controller = new AbortController();
  #urgency: Urgency;
  #stalled = false;
  #timer: NodeJS.Timeout | undefined;

  /** `onChange` is called when the urgency changes and when the job ends before its work does. */
  constructor(work: Work<T>, { urgency, dueAt = 0, bytes = 0 }: JobTraits, onChange: () => void) {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    const onStall = (stalled: boolean): void => {
      this.#stalled = stalled;
      this.#onChange();
    };
    this.#start = () => work(this.#controller.signal, onStall).then(resolve, reject);
    this.#reject = reject;
    this.#urgency = urgency;
    this.dueAt = dueAt;
    this.bytes = bytes;
    this.#onChange = onChange;
    this.promise = promise;
    this.promise.catch(() => undefined); // nobody may be waiting for it any more
  }

  get urgency(): Urgency {
    return this.#urgency;
  }

  set urgency(urgency: Urgency) {
    if (urgency !== this.#urgency) {
      this.#urgency = urgency;
      this.#onChange();
    }
  }

  /** It waits for a disk that may never answer. */
  get stalled(): boolean {
    return this.#stalled;
  }

  get cancelled(): boolean {
    return this.#controller.signal.aborted;
  }

  cancel(error = new HaemaError('CANCELLED', 'cancelled')): void {
    clearTimeout(this.#timer);
    this.#reject(error);
    this.#controller.abort();
    this.#onChange();
  }

  /** Cancels the job with this error after a while; replaces the limit before. */
  limit(ms: number, code: 'BUSY' | 'TIMED_OUT', message: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.cancel(new HaemaError(code, message)), ms).unref();
  }

  unlimit(): void {
    clearTimeout(this.#timer);
  }

  /** Fulfils when the work has ended, however it did. */
  async run(): Promise<void> {
    this.startedAt = performance.now();
    await this.#start();
    clearTimeout(this.#timer);
  }
}
