/** The colours of posters, which stand for them until they are there. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Db } from './db.ts';

interface Row {
  readonly id: string;
  readonly colour: number;
}

/** Rows read at a time, so that nobody waits for long. */
const STEP = 500;

/** Of those that somebody has seen. */
export class Colours {
  readonly #statements: ReturnType<typeof prepared>;
  /** Those that were learned since, before all are read. */
  readonly #all = new Map<string, number>();
  #reading: Promise<void> | null = null;

  constructor(db: Db) {
    this.#statements = prepared(db);
  }

  /** 0xRRGGBB by what a poster is asked for by: always the same map, which is kept up to date. */
  async all(): Promise<ReadonlyMap<string, number>> {
    this.#reading ??= this.#read().catch((error) => {
      this.#reading = null;
      throw error;
    });
    await this.#reading;
    return this.#all;
  }

  /** Of a poster that was made. */
  learned(id: string, colour: number): void {
    if (this.#all.get(id) === colour) return;
    this.#all.set(id, colour);
    try {
      this.#statements.save.run(id, colour);
    } catch {
      // A database that cannot be written to now is no reason to show no picture.
    }
  }

  async #read(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows: Row[] = this.#statements.some.all(after, STEP);
      for (const { id, colour } of rows) {
        if (!this.#all.has(id)) this.#all.set(id, colour);
      }
      after = rows.length < STEP ? undefined : rows.at(-1)?.id;
      await turn();
    }
  }
}

const prepared = (db: Db) => ({
  some: db.prepare<[string, number], Row>(
    'SELECT id, colour FROM colours WHERE id > ? ORDER BY id LIMIT ?',
  ),
  save: db.prepare('INSERT OR REPLACE INTO colours VALUES (?, ?)'),
});
