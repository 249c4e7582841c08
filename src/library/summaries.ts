/** What lists tell of videos besides their names, for all of them at once. */
import type { Ticks } from '../core/ticks.ts';
import type { Db } from './db.ts';
import { ReadOnce } from './read-once.ts';
import { parseTold, type Told } from './summary.ts';

export interface Summary extends Told {
  readonly duration: Ticks;
}

interface Row {
  readonly id: string;
  readonly duration: Ticks;
  readonly told: string;
}

/** Of the videos that somebody has looked into, whatever version of them that was. */
export class Summaries {
  readonly #statements: ReturnType<typeof prepared>;
  readonly #listeners = new Set<(videoId: string) => void>();
  readonly #kept: ReadOnce<Row, Summary>;

  constructor(db: Db) {
    const statements = prepared(db);
    this.#statements = statements;
    this.#kept = new ReadOnce((id, most) => statements.some.all(id, most), summaryOf);
  }

  /** By video: always the same map, which is kept up to date. */
  all(): Promise<ReadonlyMap<string, Summary>> {
    return this.#kept.all();
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
    this.#kept.set(videoId, summary);
    for (const listener of this.#listeners) listener(videoId);
  }
}

/** Null for one that is damaged. */
const summaryOf = ({ duration, told }: Row): Summary | null => {
  const summary = parseTold(told);
  return summary === null ? null : { ...summary, duration };
};

const prepared = (db: Db) => ({
  one: db.prepare<[string], Pick<Row, 'duration'>>(
    'SELECT duration FROM summaries WHERE video_id = ?',
  ),
  some: db.prepare<[string, number], Row>(
    `SELECT video_id AS id, duration, told FROM summaries
     WHERE video_id > ? ORDER BY video_id LIMIT ?`,
  ),
  save: db.prepare('INSERT OR REPLACE INTO summaries VALUES (?, ?, ?)'),
});
