import assert from 'node:assert/strict';
import type { RawResponse } from '../../src/http/body-flow.ts';

/** A socket that takes so many bytes a time, and dies as the server's response objects do. */
export class FakeResponse implements RawResponse {
  readonly received: Buffer[] = [];
  room: number;
  dead = false;
  /** All of a body of unknown length was taken, and its end. */
  ended = false;
  #waiting = Buffer.alloc(0);
  #offset = 0;
  #writable: () => boolean = () => true;
  #aborted: () => void = () => undefined;

  constructor(room: number) {
    this.room = room;
  }

  get bytes(): Buffer {
    return Buffer.concat(this.received);
  }

  cork(write: () => void): void {
    this.#alive();
    write();
  }

  tryEnd(chunk: Uint8Array, total: number): [boolean, boolean] {
    this.#alive();
    const taken = Buffer.from(chunk.subarray(0, this.room));
    this.received.push(taken);
    this.room -= taken.length;
    this.#offset += taken.length;
    this.dead = this.#offset === total;
    return [taken.length === chunk.length, this.dead];
  }

  /** What the socket does not take waits for the next call, as in the server. */
  write(chunk: Uint8Array): boolean {
    this.#alive();
    this.#waiting = Buffer.concat([this.#waiting, chunk]);
    return this.#flush();
  }

  end(): void {
    this.#alive();
    this.dead = true;
    this.ended = this.#flush();
  }

  /** Bytes that the server holds. */
  get held(): number {
    return this.#waiting.length;
  }

  getWriteOffset(): number {
    this.#alive();
    return this.#offset;
  }

  onWritable(handler: () => boolean): void {
    this.#alive();
    this.#writable = handler;
  }

  onAborted(handler: () => void): void {
    this.#aborted = handler;
  }

  close(): void {
    this.#alive();
    this.dead = true;
    this.#aborted();
  }

  drain(room: number): void {
    this.room = room;
    this.#writable();
  }

  writeStatus(): void {}
  writeHeader(): void {}
  endWithoutBody(): void {}

  #flush(): boolean {
    const taken = this.#waiting.subarray(0, this.room);
    this.received.push(taken);
    this.room -= taken.length;
    this.#waiting = this.#waiting.subarray(taken.length);
    return this.#waiting.length === 0;
  }

  #alive(): void {
    assert.ok(!this.dead, 'the response object was touched after its end');
  }
}
