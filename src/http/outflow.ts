/**
 * A body of known length on its way to one client: never more of it in memory than one chunk, which
 * is shared.
 */
import type { Flow, Stalls } from './stalls.ts';

/** What of the server's response object is used; after `onAborted` none of it may be touched. */
export interface RawResponse {
  cork(write: () => void): unknown;
  writeStatus(status: string): unknown;
  writeHeader(name: string, value: string): unknown;
  endWithoutBody(): unknown;
  /** Takes what the socket takes, without a copy. Returns [all of it taken, response complete]. */
  tryEnd(chunk: Uint8Array, total: number): [boolean, boolean];
  /** One chunk of a body of unknown length. False: the socket is full, and the rest is copied. */
  write(chunk: Uint8Array): boolean;
  /** Ends such a body. */
  end(): unknown;
  /** Bytes of the body taken so far. */
  getWriteOffset(): number;
  onWritable(handler: () => boolean): unknown;
  onAborted(handler: () => void): unknown;
  close(): unknown;
}

/** Sends a body piece by piece. */
export interface BodyFlow extends Flow {
  /** Complete, or cut: the response object is gone. */
  readonly over: boolean;
  /** Sends the next bytes; `taken` is called when they are no longer needed, or never will be. */
  give(chunk: Uint8Array, taken: () => void): void;
  /** All has been given; `taken` is called when it is sent. */
  end(taken: () => void): void;
  /** The client is gone, and the response object with it. */
  abort(): void;
}

export class Outflow implements BodyFlow {
  readonly #res: RawResponse;
  readonly #total: number;
  readonly #stalls: Stalls;
  #chunk: Uint8Array | null = null;
  #chunkAt = 0;
  #sent = 0;
  #over = false;
  #listening = false;
  #taken: () => void = () => undefined;

  constructor(res: RawResponse, total: number, stalls: Stalls) {
    this.#res = res;
    this.#total = total;
    this.#stalls = stalls;
  }

  /** Bytes that were taken. */
  get sent(): number {
    return this.#sent;
  }

  /** What is being sent. */
  get chunk(): Uint8Array | null {
    return this.#chunk;
  }

  get over(): boolean {
    return this.#over;
  }

  give(chunk: Uint8Array, taken: () => void): void {
    this.#chunk = chunk;
    this.#chunkAt = this.#sent;
    this.#taken = taken;
    this.push();
  }

  /** With the last byte it has ended. */
  end(taken: () => void): void {
    taken();
  }

  /** Tries again to send what is left. */
  push(): void {
    const chunk = this.#chunk;
    if (this.#over || chunk === null) return;
    const rest = this.#sent === this.#chunkAt ? chunk : chunk.subarray(this.#sent - this.#chunkAt);
    let all = false;
    this.#res.cork(() => {
      [all, this.#over] = this.#res.tryEnd(rest, this.#total);
    });
    if (all || this.#over) {
      this.#sent = this.#chunkAt + chunk.length;
      this.#release();
      return;
    }
    this.#sent = this.#res.getWriteOffset();
    this.#wait();
  }

  /** Ends the connection: a body that stops short must not look complete. */
  cut(): void {
    if (this.#over) return;
    this.#res.close(); // which comes back as abort()
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#release();
  }

  #wait(): void {
    this.#stalls.add(this);
    if (this.#listening) return;
    this.#listening = true;
    this.#res.onWritable(() => {
      this.push();
      return true;
    });
  }

  #release(): void {
    if (this.#listening) this.#stalls.delete(this);
    this.#chunk = null;
    this.#taken();
  }
}
