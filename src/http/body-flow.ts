/** A body on its way to one client: never more of it in memory than one chunk, which is shared. */
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

export abstract class BodyFlow implements Flow {
  protected readonly res: RawResponse;
  /** Bytes that are known to have been taken. */
  sent = 0;
  /** What is being sent. */
  chunk: Uint8Array | null = null;
  /** Complete, or cut: the response object is gone. */
  over = false;
  readonly #stalls: Stalls;
  #taken: () => void = () => undefined;
  #listening = false;

  constructor(res: RawResponse, stalls: Stalls) {
    this.res = res;
    this.#stalls = stalls;
  }

  /** Sends the next bytes; `taken` is called when they are no longer needed, or never will be. */
  give(chunk: Uint8Array, taken: () => void): void {
    this.chunk = chunk;
    this.#taken = taken;
    this.begin();
  }

  /** All has been given; `taken` is called when it is sent. */
  end(taken: () => void): void {
    this.#taken = taken;
    this.finish();
  }

  /** Tries again to send what is left. */
  abstract push(): void;

  /** Ends the connection: a body that stops short must not look complete. */
  cut(): void {
    if (!this.over) this.res.close(); // which comes back as abort()
  }

  /** The client is gone, and the response object with it. */
  abort(): void {
    if (this.over) return;
    this.over = true;
    this.release();
  }

  protected abstract begin(): void;
  protected abstract finish(): void;
  /** The socket takes bytes again. */
  protected abstract advance(): void;

  protected wait(): void {
    this.#stalls.add(this);
    if (this.#listening) return;
    this.#listening = true;
    this.res.onWritable(() => {
      this.advance();
      return true;
    });
  }

  /** The chunk is no longer needed. */
  protected release(): void {
    if (this.#listening) this.#stalls.delete(this);
    this.chunk = null;
    this.#taken();
  }
}
