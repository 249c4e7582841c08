/** Bytes that end too early or contradict themselves: always a finding, never a crash. */
export class MalformedError extends Error {
  override readonly name = 'MalformedError';
}

/** Reads big-endian numbers; throws MalformedError beyond the end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at: number;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  get left(): number {
    return this.bytes.length - this.at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** @throws MalformedError also where the number is not exact. */
  u64(): number {
    const value = Number(this.#view.getBigUint64(this.#take(8)));
    if (!Number.isSafeInteger(value)) {
      throw new MalformedError('a number is beyond all reason');
    }
    return value;
  }

  slice(length: number): Uint8Array {
    const start = this.#take(length);
    return this.bytes.subarray(start, start + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const start = this.at;
    if (start < 0 || length < 0 || start + length > this.bytes.length) {
      throw new MalformedError(`${length} bytes are wanted at ${start} of ${this.bytes.length}`);
    }
    this.at = start + length;
    return start;
  }
}

export const joined = (parts: readonly Uint8Array[]): Uint8Array => {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : Buffer.concat(parts);
};

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
