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
  readonly id: number;
  readonly call: string;
  readonly args: readonly unknown[];
  readonly source: SourceRef;
  readonly promise: Promise<unknown>;
  /** A child has died with it in hand: it is done again, with nothing else beside it. */
  alone = false;
  readonly #resolvers = Promise.withResolvers<unknown>();
  readonly #onStall: OnStall | undefined;
  #settled = false;
  #steps = 0;
  #stepAt = 0;
  #stalled = false;

  constructor(id: number, { call, args, source, onStall }: Call) {
    this.id = id;
    this.call = call;
    this.args = args;
    this.source = source;
    this.#onStall = onStall;
    this.promise = this.#resolvers.promise;
  }

  /** Nobody waits for it any more, though a child may still be at it. */
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

  /** As the child tells it. */
  fail({ code, message, detail }: Failure): void {
    const known = isErrorCode(code) ? code : 'ENGINE_FAILED';
    this.reject(new HaemaError(known, message, detail === null ? {} : { detail }));
  }

  /** A child has it in hand. */
  begin(): void {
    this.advance(0);
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

  get stalled(): boolean {
    return this.#stalled;
  }

  set stalled(stalled: boolean) {
    if (stalled === this.#stalled) return;
    this.#stalled = stalled;
    if (!this.#settled) this.#onStall?.(stalled);
  }
}
