/** A part of a file in pieces: one buffer, used again for each. */
import { HaemaError } from '../core/errors.ts';
import type { FilePart } from './content.ts';

const CHUNK = 128 * 1024;

export class FileReader {
  readonly #part: FilePart;
  readonly #buffer: Buffer;
  #at: number;

  constructor(part: FilePart) {
    this.#part = part;
    this.#at = part.start;
    this.#buffer = Buffer.allocUnsafeSlow(Math.min(CHUNK, part.end - part.start));
  }

  /**
   * The next bytes, valid until the next call; null after the last.
   * @throws SOURCE_CHANGED, READ_FAILED
   */
  async next(): Promise<Buffer | null> {
    const { file, end } = this.#part;
    const length = Math.min(this.#buffer.length, end - this.#at);
    if (length === 0) return null;
    try {
      const { bytesRead } = await file.read(this.#buffer, 0, length, this.#at);
      await this.#check(bytesRead);
      this.#at += bytesRead;
      return this.#buffer.subarray(0, bytesRead);
    } catch (cause) {
      if (cause instanceof HaemaError) throw cause;
      throw new HaemaError('READ_FAILED', 'the file cannot be read', { cause });
    }
  }

  /** Bytes of two versions must not be joined. What only grows keeps the bytes that it has. */
  async #check(bytesRead: number): Promise<void> {
    const { file, size, mtimeMs } = this.#part;
    const now = await file.stat();
    const grows = now.size > size;
    if (bytesRead === 0 || now.size < size || (!grows && now.mtimeMs !== mtimeMs)) {
      throw new HaemaError('SOURCE_CHANGED', 'the file was changed while it was sent');
    }
  }
}
