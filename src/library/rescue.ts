/** A damaged database is put aside: all but the watch history can be found out again. */
import { existsSync, renameSync, statSync } from 'node:fs';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type Db, inTransaction, openDamaged, openDatabase, PRECIOUS } from './db.ts';

/** The file itself last: what is left of it must not be taken for a new one's. */
const PARTS = ['-wal', '-shm', ''] as const;

export interface Opened {
  readonly db: Db;
  /** There was none, or it was damaged. */
  readonly isNew: boolean;
}

/**
 * `isOurs`: whether a file that does not even begin like a database is known to have been one: it
 * may be anything that somebody has named by mistake.
 * @throws what openDatabase throws
 */
export const openOrReplace = (path: string, isOurs: boolean, log: Log): Opened => {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  try {
    return { db: openDatabase(path, { thorough: true }), isNew: size === 0 };
  } catch (error) {
    if (!isDamage(error) && !(isOurs && isNoDatabase(error))) throw error;
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    for (const part of PARTS) if (existsSync(path + part)) renameSync(path + part, aside + part);
    const message =
      'the database is damaged: it was put aside, and a new one is made of the folders';
    log.error({ path, aside, error }, message);
    const db = openDatabase(path);
    for (const table of PRECIOUS) salvage(table, aside, db);
    return { db, isNew: true };
  }
};

/** Rows come as far as they can be read; those of another schema do not fit. */
const salvage = (table: (typeof PRECIOUS)[number], from: string, to: Db): void => {
  const damaged = openDamaged(from);
  if (damaged === null) return;
  try {
    const rows = damaged.prepare<[], unknown[]>(`SELECT * FROM ${table}`).raw();
    const places = rows.columns().map(() => '?');
    const add = to.prepare(`INSERT OR IGNORE INTO ${table} VALUES (${places.join()})`);
    inTransaction(to, () => {
      for (const row of readable(rows.iterate())) add.run(...row);
    });
  } catch {
    // The backups tell the rest.
  } finally {
    damaged.close();
  }
};

function* readable(rows: Iterator<unknown[]>): Generator<unknown[]> {
  for (;;) {
    let next: IteratorResult<unknown[]>;
    try {
      next = rows.next();
    } catch {
      return;
    }
    if (next.done === true) return;
    yield next.value;
  }
}

const isDamage = (error: unknown): boolean =>
  error instanceof HaemaError && error.code === 'DATABASE_CORRUPT';

const isNoDatabase = (error: unknown): boolean =>
  error instanceof HaemaError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === 'SQLITE_NOTADB';
