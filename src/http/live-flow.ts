/** A body without an end on its way to one client. The server holds what is not taken. */
import type { LiveClient } from './content.ts';

/** What of the server's response object is used; after `onAborted` none of it may be touched. */
export interface RawLive {
  cork(write: () => void): unknown;
  /** False: the socket has not taken all, and onWritable tells when it has. */
  write(chunk: Uint8Array): boolean;
  end(): unknown;
  onWritable(handler: () => boolean): unknown;
  close(): unknown;
}

export class LiveFlow implements LiveClient {
  readonly #res: RawLive;
  readonly #onEnd: () => void;
  #isOver = false;
  #isBehind = false;

  constructor(res: RawLive, onEnd: () => void) {
    this.#res = res;
    this.#onEnd = onEnd;
    res.onWritable(() => {
      this.#isBehind = false;
      return true;
    });
  }

  get isBehind(): boolean {
    return this.#isBehind;
  }

  send(text: string): void {
    if (this.#isOver) return;
    this.#res.cork(() => {
      this.#isBehind = !this.#res.write(Buffer.from(text));
    });
  }

  cut(): void {
    if (!this.#isOver) this.#res.close(); // which comes back as abort()
  }

  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#res.cork(() => this.#res.end());
    this.#onEnd();
  }

  /** The client is gone, and the response object with it. */
  abort(): void {
    this.#isOver = true;
  }
}
