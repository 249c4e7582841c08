/** A part of a file in pieces, of which the next one is read while one is being sent. */
import { HaemaError } from '../core/errors.ts';
import type { FilePart, FileTraits } from './content.ts';

const PIECE = 256 * 1024;

export class FileReader {
  readonly #part: FilePart;
  #at: number;
  #ahead: Promise<Buffer | null> | null = null;

  constructor(part: FilePart) {
    this.#part = part;
    this.#at = part.start;
  }

  /** The next bytes; null after the last. @throws SOURCE_CHANGED, READ_FAILED, TIMED_OUT */
  async next(): Promise<Buffer | null> {
    const bytes = await (this.#ahead ?? this.#read());
    if (bytes === null) return null;
    this.#at += bytes.length;
    this.#ahead = this.#read();
    this.#ahead.catch(() => undefined); // told to whoever asks for it, if anyone does
    return bytes;
  }

  async #read(): Promise<Buffer | null> {
    const { file, end } = this.#part;
    const length = Math.min(PIECE, end - this.#at);
    if (length <= 0) return null;
    const { bytes, traits } = await file.read(this.#at, length);
    if (bytes.length > 0 && isSameOrGrown(file.traits, traits)) return bytes;
    throw new HaemaError('SOURCE_CHANGED', 'the file was changed while it was sent');
  }
}

/** Bytes of two versions must not be joined. What only grows keeps the bytes that it has. */
const isSameOrGrown = (before: FileTraits, now: FileTraits): boolean => {
  if (now.inode !== before.inode) return false;
  return now.size > before.size || (now.size === before.size && now.mtimeUs === before.mtimeUs);
};
