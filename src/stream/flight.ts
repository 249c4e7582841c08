/** One segment that is being looked for or made, for however many readers. */
import type { Cache } from '../cache/cache.ts';
import { HaemaError } from '../core/errors.ts';
import type { OnStall, Segment } from '../engine/types.ts';
import type { Job, Urgency } from './job.ts';
import type { JobKind } from './meter.ts';
import type { Scheduler } from './scheduler.ts';
import { type Step, stepsOf } from './steps.ts';

export interface Made {
  readonly data: Buffer;
  /** It is a part of a segment, with others behind it. */
  readonly more: boolean;
  readonly timing: readonly Step[];
}

export interface FlightOptions {
  readonly key: string;
  readonly kind: JobKind;
  readonly urgency: Urgency;
  /** What making it takes of memory, where that is known. */
  readonly bytes: number;
  readonly cache: Cache;
  /** Larger ones are not kept, in bytes. */
  readonly keptBytes: number;
  /** How long it goes on without readers, who may come back for it. */
  readonly lingerMs: number;
  readonly scheduler: Scheduler;
  readonly make: (signal: AbortSignal, onStall: OnStall) => Promise<Segment>;
}

export class Flight {
  /** Fulfils when it is over, however it ended. */
  readonly ended: Promise<void>;
  readonly #made: Promise<Made>;
  /** Viewers for whom it is made ahead. */
  readonly #wanting = new Set<string>();
  #readers = 0;
  #job: Job<Made> | null = null;
  readonly #lingerMs: number;
  #urgency: Urgency;
  #dueAt = Number.POSITIVE_INFINITY;
  #linger: NodeJS.Timeout | undefined;
  #over = false;

  constructor(options: FlightOptions) {
    this.#urgency = options.urgency;
    this.#lingerMs = options.lingerMs;
    this.#made = this.#run(options);
    const end = (): void => {
      this.#over = true;
      clearTimeout(this.#linger);
    };
    this.ended = this.#made.then(end, end);
  }

  /** Given up, or settled: whoever wants the segment now needs another flight. */
  get over(): boolean {
    return this.#over;
  }

  /** Waits for it until the signal fires; then it goes on without this reader. */
  async join(signal: AbortSignal, dueAt: number): Promise<Made> {
    this.#readers++;
    clearTimeout(this.#linger);
    this.#dueAt = Math.min(this.#dueAt, dueAt);
    this.#setUrgency('interactive');
    try {
      return await unlessAborted(this.#made, signal);
    } finally {
      this.#readers--;
      this.#left();
    }
  }

  want(viewer: string): void {
    this.#wanting.add(viewer);
  }

  /** What was only made ahead, and is wanted by nobody any more, is given up. */
  unwant(viewer: string): void {
    this.#wanting.delete(viewer);
    if (this.#urgency === 'prefetch' && this.#wanting.size === 0) this.cancel();
  }

  cancel(): void {
    this.#over = true;
    this.#job?.cancel();
  }

  #left(): void {
    if (this.#readers > 0 || this.#over) return;
    if (this.#lingerMs === 0) {
      this.cancel();
      return;
    }
    this.#setUrgency('linger');
    this.#linger = setTimeout(() => this.cancel(), this.#lingerMs).unref();
  }

  #setUrgency(urgency: Urgency): void {
    this.#urgency = urgency;
    if (this.#job === null) return;
    this.#job.dueAt = this.#dueAt;
    this.#job.urgency = urgency;
  }

  async #run(options: FlightOptions): Promise<Made> {
    const { key, kind, bytes, cache, keptBytes, scheduler, make } = options;
    const askedAt = performance.now();
    const kept = await cache.get(key);
    if (kept !== null) {
      const timing = [{ name: 'cache', ms: performance.now() - askedAt }];
      return { data: kept, more: false, timing };
    }
    if (this.#over) throw new HaemaError('CANCELLED', 'cancelled');
    const queuedAt = performance.now();
    const work = async (signal: AbortSignal, onStall: OnStall): Promise<Made> => {
      const queueMs = performance.now() - queuedAt;
      const segment = await make(signal, onStall);
      return { data: segment.data, more: segment.more, timing: timingOf(segment, queueMs) };
    };
    const [urgency, dueAt] = [this.#urgency, this.#dueAt];
    this.#job = scheduler.submit(work, { kind, urgency, dueAt, bytes });
    const made = await this.#job.promise;
    if (made.data.length <= keptBytes) cache.set(key, made.data);
    return made;
  }
}

const timingOf = ({ stats }: Segment, queueMs: number): Step[] => [
  { name: 'queue', ms: queueMs },
  ...stepsOf(stats),
];

/** Ends with CANCELLED when the signal fires; the promise goes on. */
export const unlessAborted = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(new HaemaError('CANCELLED', 'the client is gone'));
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
};
