import type { Log } from '../core/log.ts';
import type { Cache, TierStats } from './cache.ts';
import { ForeignFolder } from './cache-folder.ts';
import { Complaints } from './complaints.ts';
import { type DiskFs, NODE_FS } from './disk-fs.ts';
import { DiskStore } from './disk-store.ts';
import { Patience } from './patience.ts';

export interface DiskCacheOptions {
  /** A folder that the user has named; the cache makes one of its own within. */
  readonly folder: string;
  /** Null: 10 GB, or a tenth of the volume if that is less. */
  readonly limitBytes: number | null;
  readonly log: Log;
  /** What stays free on the volume: 1 GB. */
  readonly reserveBytes?: number;
  readonly fs?: DiskFs;
  /** How long a read may take: a segment is soon made again. */
  readonly patienceMs?: number;
  /** How long nothing is written after the first failure; each further one doubles it. */
  readonly pauseMs?: number;
  /** How often it is looked for what other processes have done to the folder. */
  readonly rescanMs?: number;
}

/** What may wait to be written. A disk that is slower than the engine gets only a part of it. */
const QUEUE_BYTES = 64 * 1024 * 1024;
const PATIENCE_MS = 1000;
const PAUSE_MS = 1000;
const MAX_PAUSE_MS = 60_000;

/** A cache whose size can be changed while it is used. */
export interface LimitedCache extends Cache {
  /** Null: what suits the volume. What is too much goes soon. */
  limitTo(bytes: number | null): void;
}

/** Starts at once, in the background: what is there already is served and counted. */
export const diskCache = (options: DiskCacheOptions): LimitedCache => new DiskCache(options);

class DiskCache implements LimitedCache {
  readonly #options: DiskCacheOptions;
  readonly #store: DiskStore;
  readonly #complaints: Complaints;
  readonly #patience: Patience;
  /** What waits to be written or is being written, in the order it came. */
  readonly #queue = new Map<string, Buffer>();
  #queueBytes = 0;
  #writing: Promise<void> | null = null;
  #pausedUntil = 0;
  #pauseMs: number;
  #closed = false;
  #hits = 0;
  #misses = 0;
  #dropped = 0;

  constructor(options: DiskCacheOptions) {
    const { fs = NODE_FS, folder, log, patienceMs = PATIENCE_MS, pauseMs = PAUSE_MS } = options;
    this.#options = options;
    this.#store = new DiskStore({ ...options, fs, parent: folder });
    this.#complaints = new Complaints(log, folder);
    this.#patience = new Patience(patienceMs);
    this.#pauseMs = pauseMs;
    this.#startWriting();
  }

  getNow(key: string): Buffer | null {
    return this.#closed ? null : (this.#queue.get(key) ?? null);
  }

  async get(key: string): Promise<Buffer | null> {
    const data = this.getNow(key) ?? (await this.#read(key));
    if (data === null) this.#misses++;
    else this.#hits++;
    return data;
  }

  set(key: string, data: Buffer): void {
    if (this.#queue.has(key) || this.#store.has(key)) return;
    const isPaused = performance.now() < this.#pausedUntil;
    if (this.#closed || isPaused || this.#queueBytes + data.byteLength > QUEUE_BYTES) {
      this.#dropped++;
      return;
    }
    this.#queue.set(key, data);
    this.#queueBytes += data.byteLength;
    this.#startWriting();
  }

  limitTo(bytes: number | null): void {
    this.#store.limitTo(bytes);
    this.#startWriting();
  }

  async close(): Promise<void> {
    this.#closed = true;
    // A disk that hangs must not keep the program from ending.
    await this.#patience.wait(this.#writing ?? Promise.resolve()).catch(() => {});
    this.#clearQueue();
  }

  stats(): readonly TierStats[] {
    return [
      {
        tier: 'disk',
        entries: this.#store.entries,
        bytes: this.#store.bytes,
        limitBytes: this.#store.limitBytes,
        waiting: this.#queue.size,
        hits: this.#hits,
        misses: this.#misses,
        dropped: this.#dropped,
      },
    ];
  }

  async #read(key: string): Promise<Buffer | null> {
    if (this.#closed || this.#patience.isLost) return null;
    try {
      return await this.#patience.wait(this.#store.read(key));
    } catch (error) {
      this.#complaints.about(error);
      return null;
    }
  }

  #startWriting(): void {
    this.#writing ??= this.#write().finally(() => {
      this.#writing = null;
      if (this.#queue.size > 0) this.#startWriting();
    });
  }

  /** One file after the other: disks do not get faster by more at a time. */
  async #write(): Promise<void> {
    try {
      for (;;) {
        while (!this.#store.isOpen) await this.#store.open();
        const [next] = this.#queue;
        if (next === undefined) return;
        const [key, data] = next;
        if (!(await this.#store.write(key, data))) this.#dropped++;
        this.#unqueue(key, data);
        this.#pauseMs = this.#options.pauseMs ?? PAUSE_MS;
      }
    } catch (error) {
      this.#pause(error);
    }
  }

  #unqueue(key: string, data: Buffer): void {
    if (this.#queue.delete(key)) this.#queueBytes -= data.byteLength;
  }

  #clearQueue(): void {
    this.#dropped += this.#queue.size;
    this.#queue.clear();
    this.#queueBytes = 0;
  }

  #pause(error: unknown): void {
    this.#clearQueue();
    if (error instanceof ForeignFolder) {
      const message = `${error.message}: it is left alone, and the cache is in memory only;`;
      const advice = 'move it away or choose another --cache-path';
      this.#options.log.warn({ folder: this.#options.folder }, `${message} ${advice}`);
      this.#pausedUntil = Number.POSITIVE_INFINITY;
      return;
    }
    this.#complaints.about(error);
    this.#pausedUntil = performance.now() + this.#pauseMs;
    this.#pauseMs = Math.min(2 * this.#pauseMs, MAX_PAUSE_MS);
  }
}
