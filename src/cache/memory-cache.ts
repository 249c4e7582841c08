import { ByteLru } from './byte-lru.ts';
import type { Cache, TierStats } from './cache.ts';

/** What the objects around an entry take, roughly. */
const OVERHEAD = 256;

interface Entry {
  readonly data: Buffer;
  readonly bytes: number;
}

/** The newest `limitBytes` of what was used. */
export const memoryCache = (limitBytes: number): Cache => new MemoryCache(limitBytes);

class MemoryCache implements Cache {
  readonly #limitBytes: number;
  readonly #entries = new ByteLru<Entry>();
  #closed = false;
  #hits = 0;
  #misses = 0;
  #dropped = 0;

  constructor(limitBytes: number) {
    this.#limitBytes = limitBytes;
  }

  getNow(key: string): Buffer | null {
    const entry = this.#entries.use(key);
    if (entry === null) this.#misses++;
    else this.#hits++;
    return entry?.data ?? null;
  }

  async get(key: string): Promise<Buffer | null> {
    return this.getNow(key);
  }

  set(key: string, data: Buffer): void {
    const bytes = heldBytes(key, data);
    if (this.#closed || bytes > this.#limitBytes) {
      this.#dropped++;
      return;
    }
    this.#entries.set(key, { data, bytes });
    while (this.#entries.bytes > this.#limitBytes)
      this.#entries.delete(this.#entries.oldest() ?? '');
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#entries.clear();
  }

  stats(): readonly TierStats[] {
    return [
      {
        tier: 'memory',
        entries: this.#entries.size,
        bytes: this.#entries.bytes,
        limitBytes: this.#limitBytes,
        waiting: 0,
        hits: this.#hits,
        misses: this.#misses,
        dropped: this.#dropped,
      },
    ];
  }
}

/** A view keeps all of the memory behind it, so that is what counts. */
const heldBytes = (key: string, data: Buffer): number =>
  data.buffer.byteLength + 2 * key.length + OVERHEAD;
