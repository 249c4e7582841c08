/** The colours of posters, which stand for them until they are there. */
import type { Log } from '../core/log.ts';
import { type Db, inTransaction } from './db.ts';
import { ReadOnce } from './read-once.ts';

interface Row {
  readonly id: string;
  readonly colour: number;
}

/** A wall has dozens of posters: one write a second is enough for all. */
const FLUSH_MS = 1000;
/** Long, since all wait while another process holds the database, and colours have time. */
const RETRY_MS = 60_000;

/** Of red, green and blue. The same poster in another width differs by less. */
const NEAR = 8;

/** Of those that somebody has seen. */
export class Colours {
  readonly #db: Db;
  readonly #log: Log;
  readonly #statements: ReturnType<typeof prepared>;
  readonly #kept: ReadOnce<Row, number>;
  /** What is not in the database yet. */
  readonly #unsaved = new Map<string, number>();
  #timer: NodeJS.Timeout | null = null;

  constructor(db: Db, log: Log) {
    const statements = prepared(db);
    this.#db = db;
    this.#log = log;
    this.#statements = statements;
    this.#kept = new ReadOnce(
      (id, most) => statements.some.all(id, most),
      ({ colour }) => colour,
    );
  }

  /** 0xRRGGBB by what a poster is asked for by: always the same map, which is kept up to date. */
  all(): Promise<ReadonlyMap<string, number>> {
    return this.#kept.all();
  }

  /** Of a poster that was shown; it is written within a second. */
  learned(id: string, colour: number): void {
    const known = this.#kept.get(id);
    if (known !== null && isNear(known, colour)) return;
    this.#kept.set(id, colour);
    this.#unsaved.set(id, colour);
    this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  /** Writes what is not written yet. What cannot be is learned again. */
  close(): void {
    this.#flush();
    this.#stopTimer();
  }

  #flush(): void {
    this.#stopTimer();
    if (this.#unsaved.size === 0) return;
    try {
      inTransaction(this.#db, () => {
        for (const [id, colour] of this.#unsaved) this.#statements.save.run(id, colour);
      });
      this.#unsaved.clear();
    } catch (error) {
      this.#log.warn({ error }, 'the colours of posters cannot be written; it is tried again');
      this.#timer = setTimeout(() => this.#flush(), RETRY_MS);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }
}

const isNear = (a: number, b: number): boolean =>
  [16, 8, 0].every((shift) => Math.abs(((a >> shift) & 255) - ((b >> shift) & 255)) < NEAR);

const prepared = (db: Db) => ({
  some: db.prepare<[string, number], Row>(
    'SELECT id, colour FROM colours WHERE id > ? ORDER BY id LIMIT ?',
  ),
  save: db.prepare('INSERT OR REPLACE INTO colours VALUES (?, ?)'),
});
