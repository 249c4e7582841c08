/** A body in pieces, of which the next one is made while one is being sent. */

/** The next piece; null behind the last one. */
export type NextPiece = () => Promise<Buffer | null>;

export class PieceReader {
  readonly #read: NextPiece;
  #ahead: Promise<Buffer | null> | null;

  /** `first`: what is there already. */
  constructor(read: NextPiece, first: Buffer | null = null) {
    this.#read = read;
    this.#ahead = first && Promise.resolve(first);
  }

  /** @throws what reading throws, once what was read before it has been taken */
  async next(): Promise<Buffer | null> {
    const bytes = await (this.#ahead ?? this.#read());
    if (bytes === null) return null;
    this.#ahead = this.#read();
    this.#ahead.catch(() => undefined); // told to whoever asks for it, if anyone does
    return bytes;
  }
}
