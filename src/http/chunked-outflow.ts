/** A body whose length is not known, on its way to one client, in chunked transfer encoding. */
import type { BodyFlow, RawResponse } from './outflow.ts';
import type { Stalls } from './stalls.ts';

/** The server copies what the socket does not take: that much at a time. */
const SLICE = 64 * 1024;
/** For a socket that takes nothing. */
const CRUMB = 1024;

export class ChunkedOutflow implements BodyFlow {
  readonly #res: RawResponse;
  readonly #stalls: Stalls;
  #chunk: Uint8Array | null = null;
  #chunkAt = 0;
  #taken: () => void = () => undefined;
  /** Bytes of it that the server has. */
  #handed = 0;
  /** Bytes that are known to have left it. */
  #sent = 0;
  /** The socket takes nothing at the moment. */
  #full = false;
  #over = false;
  #listening = false;

  constructor(res: RawResponse, stalls: Stalls) {
    this.#res = res;
    this.#stalls = stalls;
  }

  get sent(): number {
    return this.#sent;
  }

  get chunk(): Uint8Array | null {
    return this.#chunk;
  }

  get over(): boolean {
    return this.#over;
  }

  give(chunk: Uint8Array, taken: () => void): void {
    this.#chunk = chunk;
    this.#chunkAt = 0;
    this.#taken = taken;
    this.#advance();
  }

  end(taken: () => void): void {
    this.#chunk = null;
    this.#taken = taken;
    this.#advance();
  }

  /** Hands over a little more, though the socket is full: the server's limit begins anew. */
  push(): void {
    if (this.#over) return;
    this.#write(CRUMB);
    this.#advance();
  }

  /** Without the last chunk, which is empty, no body is complete. */
  cut(): void {
    if (this.#over) return;
    this.#res.close(); // which comes back as abort()
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
  }

  #advance(): void {
    while (!this.#full && this.#chunkAt < (this.#chunk?.length ?? 0)) this.#write(SLICE);
    if (this.#full) {
      this.#wait();
      return;
    }
    if (this.#chunk === null) this.#finish();
    this.#release();
  }

  #write(most: number): void {
    const slice = this.#chunk?.subarray(this.#chunkAt, this.#chunkAt + most);
    if (slice === undefined || slice.length === 0) return;
    this.#chunkAt += slice.length;
    this.#handed += slice.length;
    this.#res.cork(() => {
      this.#full = !this.#res.write(slice);
    });
    if (!this.#full) this.#sent = this.#handed;
  }

  #finish(): void {
    this.#over = true;
    this.#res.cork(() => this.#res.end());
  }

  #wait(): void {
    this.#stalls.add(this);
    if (this.#listening) return;
    this.#listening = true;
    this.#res.onWritable(() => {
      this.#full = false;
      this.#advance();
      return true;
    });
  }

  #release(): void {
    if (this.#listening) this.#stalls.delete(this);
    this.#chunk = null;
    this.#taken();
  }
}
