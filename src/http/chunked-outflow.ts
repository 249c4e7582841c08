/** A body whose length is not known, in chunked transfer encoding. */
import { BodyFlow } from './body-flow.ts';

/** The server copies what the socket does not take: that much at a time. */
const SLICE = 64 * 1024;
/** For a socket that takes nothing. */
const CRUMB = 1024;

export class ChunkedOutflow extends BodyFlow {
  #chunkAt = 0;
  /** Bytes that the server has; of those that it had to copy it is not known how many are sent. */
  #handed = 0;
  /** The socket takes nothing at the moment. */
  #full = false;

  /** Hands over a little more, though the socket is full: the server's limit begins anew. */
  push(): void {
    if (this.over) return;
    this.#write(CRUMB);
    this.#drain();
  }

  protected begin(): void {
    this.#chunkAt = 0;
    this.#drain();
  }

  /** Without the last chunk, which is empty, no body is complete. */
  protected finish(): void {
    this.chunk = null;
    this.#drain();
  }

  protected advance(): void {
    this.#full = false;
    this.#drain();
  }

  #drain(): void {
    while (!this.#full && this.#chunkAt < (this.chunk?.length ?? 0)) this.#write(SLICE);
    if (this.#full) {
      this.wait();
      return;
    }
    if (this.chunk === null) this.#complete();
    this.release();
  }

  #complete(): void {
    this.over = true;
    this.res.cork(() => this.res.end());
  }

  #write(most: number): void {
    const slice = this.chunk?.subarray(this.#chunkAt, this.#chunkAt + most);
    if (slice === undefined || slice.length === 0) return;
    this.#chunkAt += slice.length;
    this.#handed += slice.length;
    this.res.cork(() => {
      this.#full = !this.res.write(slice);
    });
    if (!this.#full) this.sent = this.#handed;
  }
}
