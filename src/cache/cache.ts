/** What one place of the cache holds, and how it has served. */
export interface TierStats {
  readonly tier: 'memory' | 'disk';
  readonly entries: number;
  /** In full: with what surrounds the data, and rounded as the place rounds it. */
  readonly bytes: number;
  /** 0 as long as it is not known, which is until the disk has answered. */
  readonly limitBytes: number;
  /** Entries that were set and are not written yet. */
  readonly waiting: number;
  readonly hits: number;
  readonly misses: number;
  /** What was given to be kept and was not: too large, or the disk was behind or out of order. */
  readonly dropped: number;
}

/**
 * Keeps bytes by key, as long as there is room. The bytes of a key never change, so the first that
 * were set may stay. It never fails: what cannot be kept or found costs the time to make it again.
 * Buffers are shared, in both directions: nobody may write to them.
 */
export interface Cache {
  /** What is at hand without waiting. */
  getNow(key: string): Buffer | null;
  get(key: string): Promise<Buffer | null>;
  /** Returns at once; what takes time happens later. */
  set(key: string, data: Buffer): void;
  /** Finishes what was set, within seconds; from then on nothing is kept or found. */
  close(): Promise<void>;
  /** One for each place, the fastest first. */
  stats(): readonly TierStats[];
}
