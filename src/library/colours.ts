/** The colours of posters, which stand for them until they are there. */
import type { Log } from '../core/log.ts';
import { WriteBehind } from '../core/write-behind.ts';
import { type Db, inTransaction } from './db.ts';
import { ReadOnce } from './read-once.ts';

interface Row {
  readonly id: string;
  readonly colour: number;
}

/** Long, since all wait while another process holds the database, and colours have time. */
const RETRY_MS = 60_000;

/** Of red, green and blue. The same poster in another width differs by less. */
const NEAR = 8;

/** Of those that somebody has seen. */
export class Colours {
  readonly #log: Log;
  readonly #kept: ReadOnce<Row, number>;
  readonly #unsaved: WriteBehind<number>;
  #isUnreadable = false;

  constructor(db: Db, log: Log) {
    const statements = prepared(db);
    this.#log = log;
    this.#kept = new ReadOnce(
      (id, most) => statements.some.all(id, most),
      ({ colour }) => colour,
    );
    this.#unsaved = new WriteBehind({
      write: (colours) =>
        inTransaction(db, () => {
          for (const [id, colour] of colours) statements.save.run(id, colour);
        }),
      retryMs: RETRY_MS,
      failing: (error) => log.warn({ error }, 'the colours of posters cannot be written'),
    });
  }

  /**
   * 0xRRGGBB by what a poster is asked for by: always the same map, which is kept up to date. What
   * cannot be read is missing: no list fails for want of a colour.
   */
  async all(): Promise<ReadonlyMap<string, number>> {
    try {
      return await this.#kept.all();
    } catch (error) {
      if (!this.#isUnreadable) this.#log.warn({ error }, 'the colours of posters cannot be read');
      this.#isUnreadable = true;
      return this.#kept.known;
    }
  }

  /** Of a poster that was shown; it is written within a second. */
  learned(id: string, colour: number): void {
    const known = this.#kept.get(id);
    if (known !== null && isNear(known, colour)) return;
    this.#kept.set(id, colour);
    this.#unsaved.put(id, colour);
  }

  /** Writes what is not written yet. What cannot be is learned again. */
  close(): void {
    try {
      this.#unsaved.close();
    } catch (error) {
      this.#log.warn({ error }, 'the colours of posters cannot be written');
    }
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
