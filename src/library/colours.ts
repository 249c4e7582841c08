/** The colours of posters, which stand for them until they are there. */
import type { Db } from './db.ts';
import { ReadOnce } from './read-once.ts';

interface Row {
  readonly id: string;
  readonly colour: number;
}

/** Of those that somebody has seen. */
export class Colours {
  readonly #statements: ReturnType<typeof prepared>;
  readonly #kept: ReadOnce<Row, number>;

  constructor(db: Db) {
    const statements = prepared(db);
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

  /** Of a poster that was made. */
  learned(id: string, colour: number): void {
    if (this.#kept.get(id) === colour) return;
    this.#kept.set(id, colour);
    try {
      this.#statements.save.run(id, colour);
    } catch {
      // A database that cannot be written to now is no reason to show no picture.
    }
  }
}

const prepared = (db: Db) => ({
  some: db.prepare<[string, number], Row>(
    'SELECT id, colour FROM colours WHERE id > ? ORDER BY id LIMIT ?',
  ),
  save: db.prepare('INSERT OR REPLACE INTO colours VALUES (?, ?)'),
});
