/** What lists tell of videos besides their names, for all of them at once. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Ticks } from '../core/ticks.ts';
import type { Db } from './db.ts';
import { parseTold, type Told } from './summary.ts';

export interface Summary extends Told {
  readonly duration: Ticks;
}

interface Row {
  readonly videoId: string;
  readonly duration: Ticks;
  readonly told: string;
}

/** Rows read at a time, so that nobody waits for long. */
const STEP = 500;

/** Of the videos that somebody has looked into, whatever version of them that was. */
export class Summaries {
  readonly #statements: ReturnType<typeof prepared>;
  readonly #listeners = new Set<(videoId: string) => void>();
  /** Those that were saved since, before all are read. */
  readonly #all = new Map<string, Summary>();
  #reading: Promise<void> | null = null;

  constructor(db: Db) {
    this.#statements = prepared(db);
  }

  /** Always the same map, which is kept up to date. */
  async all(): Promise<ReadonlyMap<string, Summary>> {
    this.#reading ??= this.#read().catch((error) => {
      this.#reading = null;
      throw error;
    });
    await this.#reading;
    return this.#all;
  }

  /** Of one alone; null while nobody has looked. */
  duration(videoId: string): Ticks | null {
    return this.#statements.one.get(videoId)?.duration ?? null;
  }

  /** `listener` is called when something new is known of a video. */
  onLearned(listener: (videoId: string) => void): void {
    this.#listeners.add(listener);
  }

  /** To be called within a transaction, and `learned` after it. */
  write(videoId: string, { duration, ...told }: Summary): void {
    this.#statements.save.run(videoId, duration, JSON.stringify(told));
  }

  learned(videoId: string, summary: Summary): void {
    this.#all.set(videoId, summary);
    for (const listener of this.#listeners) listener(videoId);
  }

  async #read(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: Row[] = this.#statements.some.all(after, STEP);
      for (const { videoId, duration, told } of rows) {
        const summary = parseTold(told);
        const isNewer = this.#all.has(videoId);
        if (summary !== null && !isNewer) this.#all.set(videoId, { ...summary, duration });
      }
      after = rows.length < STEP ? undefined : rows.at(-1)?.videoId;
      await turn();
    }
  }
}

const prepared = (db: Db) => ({
  one: db.prepare<[string], Pick<Row, 'duration'>>(
    'SELECT duration FROM summaries WHERE video_id = ?',
  ),
  some: db.prepare<[string, number], Row>(
    `SELECT video_id AS videoId, duration, told FROM summaries
     WHERE video_id > ? ORDER BY video_id LIMIT ?`,
  ),
  save: db.prepare('INSERT OR REPLACE INTO summaries VALUES (?, ?, ?)'),
});
