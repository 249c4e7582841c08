/** A damaged database is put aside: all but the watch history can be found out again. */
import { existsSync, renameSync } from 'node:fs';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { type Db, openDatabase } from './db.ts';

const COMPANIONS = ['', '-wal', '-shm'] as const;

export interface Opened {
  readonly db: Db;
  /** It is a new one, for the one that was there is damaged. */
  readonly isReplaced: boolean;
}

/**
 * `isOurs`: whether a file that does not even begin like a database is known to have been one: it
 * may be anything that somebody has named by mistake.
 * @throws what openDatabase throws
 */
export const openOrReplace = (path: string, isOurs: boolean, log: Log): Opened => {
  try {
    return { db: openDatabase(path), isReplaced: false };
  } catch (error) {
    if (!isDamage(error) && !(isOurs && isNoDatabase(error))) throw error;
    const aside = `${path}.damaged-${new Date().toISOString().replaceAll(':', '')}`;
    for (const end of COMPANIONS) if (existsSync(path + end)) renameSync(path + end, aside + end);
    const message =
      'the database is damaged: it was put aside, and a new one is made of the folders';
    log.error({ path, aside, error }, message);
    return { db: openDatabase(path), isReplaced: true };
  }
};

const isDamage = (error: unknown): boolean =>
  error instanceof HaemaError && error.code === 'DATABASE_CORRUPT';

const isNoDatabase = (error: unknown): boolean =>
  error instanceof HaemaError &&
  error.cause instanceof Error &&
  'code' in error.cause &&
  error.cause.code === 'SQLITE_NOTADB';
