interface Sized {
  readonly bytes: number;
}

/** A map that knows how many bytes its values stand for and which was used longest ago. */
export class ByteLru<V extends Sized> {
  /** A Map keeps its order of insertion: what is used is put in again, at the end. */
  readonly #map = new Map<string, V>();
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  get size(): number {
    return this.#map.size;
  }

  has(key: string): boolean {
    return this.#map.has(key);
  }

  keys(): Iterable<string> {
    return this.#map.keys();
  }

  /** Counts as a use. */
  use(key: string): V | null {
    const value = this.#map.get(key);
    if (value === undefined) return null;
    this.#map.delete(key);
    this.#map.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.delete(key);
    this.#map.set(key, value);
    this.#bytes += value.bytes;
  }

  delete(key: string): void {
    this.#bytes -= this.#map.get(key)?.bytes ?? 0;
    this.#map.delete(key);
  }

  /** The key that was not used for the longest time. */
  oldest(): string | null {
    return this.#map.keys().next().value ?? null;
  }

  clear(): void {
    this.#map.clear();
    this.#bytes = 0;
  }

  /** Puts all in the order of `time`, oldest first. */
  sortBy(time: (value: V) => number): void {
    const sorted = [...this.#map].sort(([, a], [, b]) => time(a) - time(b));
    this.#map.clear();
    for (const [key, value] of sorted) this.#map.set(key, value);
  }
}
