/** A body without an end on its way to one client. The server holds what is not taken. */

import type { RawResponse } from './body-flow.ts';
import type { LiveClient } from './content.ts';

type RawLive = Pick<RawResponse, 'cork' | 'write' | 'end' | 'onWritable' | 'close'>;

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
