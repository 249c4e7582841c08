/** A body of known length: the server takes its bytes without a copy. */
import { BodyFlow, type RawResponse } from './body-flow.ts';
import type { Stalls } from './stalls.ts';

export class Outflow extends BodyFlow {
  readonly #total: number;
  /** What had been sent before the chunk. */
  #chunkAt = 0;

  constructor(res: RawResponse, total: number, stalls: Stalls) {
    super(res, stalls);
    this.#total = total;
  }

  push(): void {
    const { chunk } = this;
    if (this.over || chunk === null) return;
    const rest = this.sent === this.#chunkAt ? chunk : chunk.subarray(this.sent - this.#chunkAt);
    let all = false;
    this.res.cork(() => {
      [all, this.over] = this.res.tryEnd(rest, this.#total);
    });
    if (all || this.over) {
      this.sent = this.#chunkAt + chunk.length;
      this.release();
      return;
    }
    this.sent = this.res.getWriteOffset();
    this.wait();
  }

  protected begin(): void {
    this.#chunkAt = this.sent;
    this.push();
  }

  /** With the last byte it has ended. */
  protected finish(): void {
    this.release();
  }

  protected advance(): void {
    this.push();
  }
}
