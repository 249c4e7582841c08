/** Tables that lists need whole: read once, and kept in memory from then on. */
import { setImmediate as turn } from 'node:timers/promises';

/** Rows read at a time, so that nobody waits for long. */
const STEP = 500;

/** Rows of greater ids, by id, `most` of them. */
type RowsAfter<Row> = (id: string, most: number) => readonly Row[];

export class ReadOnce<Row extends { readonly id: string }, Value> {
  readonly #rowsAfter: RowsAfter<Row>;
  readonly #readRow: (row: Row) => Value | null;
  /** Those that were set since, before all are read. */
  readonly #all = new Map<string, Value>();
  #reading: Promise<void> | null = null;

  /** `readRow` gives null for rows that are passed by. */
  constructor(rowsAfter: RowsAfter<Row>, readRow: (row: Row) => Value | null) {
    this.#rowsAfter = rowsAfter;
    this.#readRow = readRow;
  }

  /** By id: always the same map, which is kept up to date. */
  async all(): Promise<ReadonlyMap<string, Value>> {
    this.#reading ??= this.#read().catch((error) => {
      this.#reading = null;
      throw error;
    });
    await this.#reading;
    return this.#all;
  }

  /** What was read so far: the same map. */
  get known(): ReadonlyMap<string, Value> {
    return this.#all;
  }

  /** Null also for what is not read yet. */
  get(id: string): Value | null {
    return this.#all.get(id) ?? null;
  }

  /** In memory alone. */
  set(id: string, value: Value): void {
    this.#all.set(id, value);
  }

  async #read(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined; ) {
      const rows = this.#rowsAfter(after, STEP);
      for (const row of rows) {
        const value = this.#all.has(row.id) ? null : this.#readRow(row);
        if (value !== null) this.#all.set(row.id, value);
      }
      after = rows.length < STEP ? undefined : rows.at(-1)?.id;
      await turn();
    }
  }
}
