import { HaemaError, isErrorCode } from '../../core/errors.ts';
import type { OnStall, SourceRef } from '../types.ts';
import type { Failure } from './protocol.ts';

export interface Call {
  readonly call: string;
  readonly args: readonly unknown[];
  /** The file that is read for it. */
  readonly source: SourceRef;
  readonly onStall?: OnStall | undefined;
}

/** One call on its way through the children. Its promise settles once. */
export class Task {
  readonly call: string;
  readonly args: readonly unknown[];
  readonly source: SourceRef;
  readonly promise: Promise<unknown>;
  /** Those that are not over, waiting or in a child's hands: two while one of them hangs. */
  readonly attempts = new Set<Attempt>();
  /** A second attempt was made because the first one hung. */
  hedged = false;
  /** It was given to a newer child, since an older one may not open its folder. */
  reopened = false;
  /** A child that had nothing else in hand was killed, and not by us. */
  killedAlone = false;
  readonly #resolvers = Promise.withResolvers<unknown>();
  readonly #onStall: OnStall | undefined;
  #settled = false;
  #stalled = false;

  constructor({ call, args, source, onStall }: Call) {
    this.call = call;
    this.args = args;
    this.source = source;
    this.#onStall = onStall;
    this.promise = this.#resolvers.promise;
  }

  /** Nobody waits for it any more, though children may still be at it. */
  get settled(): boolean {
    return this.#settled;
  }

  resolve(value: unknown): void {
    this.#settled = true;
    this.#resolvers.resolve(value);
  }

  reject(error: HaemaError): void {
    this.#settled = true;
    this.#resolvers.reject(error);
  }

  /** As a child tells it. */
  fail({ code, message, detail }: Failure): void {
    const known = isErrorCode(code) ? code : 'ENGINE_FAILED';
    this.reject(new HaemaError(known, message, detail === null ? {} : { detail }));
  }

  /** To be called when its attempts have changed, or one has begun to hang or goes on. */
  stallChanged(): void {
    const stalled = [...this.attempts].every((attempt) => attempt.stalled);
    if (stalled === this.#stalled || this.#settled) return;
    this.#stalled = stalled;
    this.#onStall?.(stalled);
  }
}

/** A task in one child's hands, or on its way there. */
export class Attempt {
  readonly id: number;
  readonly task: Task;
  /** A child has died with the task in hand: this one has nothing else beside it. */
  readonly alone: boolean;
  #steps = 0;
  #begunAt = Number.POSITIVE_INFINITY;
  #stepAt = 0;
  #stalled = false;

  constructor(id: number, task: Task, alone: boolean) {
    this.id = id;
    this.task = task;
    this.alone = alone;
    task.attempts.add(this);
    task.stallChanged();
  }

  /** A child has it in hand. */
  begin(): void {
    this.#begunAt = performance.now();
    this.excuse();
  }

  /** That it has not got on so far tells nothing. */
  excuse(): void {
    this.#stepAt = performance.now();
  }

  /** The child has got as far. */
  advance(steps: number): void {
    if (steps === this.#steps) return;
    this.#steps = steps;
    this.#stepAt = performance.now();
    this.stalled = false;
  }

  /** For how many milliseconds it has not got on. */
  get stillMs(): number {
    return performance.now() - this.#stepAt;
  }

  /** Whether a child has had it in hand for longer. To read a film through takes its time. */
  isEndless(limitMs: number): boolean {
    return this.task.call !== 'scanCuts' && performance.now() - this.#begunAt >= limitMs;
  }

  get stalled(): boolean {
    return this.#stalled;
  }

  set stalled(stalled: boolean) {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    this.task.stallChanged();
  }
}
