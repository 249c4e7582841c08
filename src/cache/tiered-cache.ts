import type { Cache, TierStats } from './cache.ts';

/** Memory in front of disk. What comes from disk is in memory from then on. */
export const tieredCache = (memory: Cache, disk: Cache): Cache => new TieredCache(memory, disk);

class TieredCache implements Cache {
  readonly #memory: Cache;
  readonly #disk: Cache;
  /** Many who ask for one key at the same time are one read. */
  readonly #reads = new Map<string, Promise<Buffer | null>>();

  constructor(memory: Cache, disk: Cache) {
    this.#memory = memory;
    this.#disk = disk;
  }

  getNow(key: string): Buffer | null {
    return this.#memory.getNow(key);
  }

  async get(key: string): Promise<Buffer | null> {
    return this.#memory.getNow(key) ?? this.#reads.get(key) ?? this.#startRead(key);
  }

  set(key: string, data: Buffer): void {
    this.#memory.set(key, data);
    this.#disk.set(key, data);
  }

  async close(): Promise<void> {
    await Promise.all([this.#memory.close(), this.#disk.close()]);
  }

  stats(): readonly TierStats[] {
    return [...this.#memory.stats(), ...this.#disk.stats()];
  }

  #startRead(key: string): Promise<Buffer | null> {
    const read = this.#read(key).finally(() => this.#reads.delete(key));
    this.#reads.set(key, read);
    return read;
  }

  async #read(key: string): Promise<Buffer | null> {
    const data = await this.#disk.get(key);
    if (data !== null) this.#memory.set(key, data);
    return data;
  }
}
