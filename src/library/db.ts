import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { HaemaError } from '../core/errors.ts';
import { readPart } from '../parts/files.ts';
import { packagedNative } from '../parts/natives.ts';

/** The one file that imports better-sqlite3: everyone else takes an open Db and knows this type. */
export type Db = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

export interface DatabaseOptions {
  /** Looks at all of it where the last run was cut off, which takes long. */
  readonly thorough?: boolean;
  /** How long a write waits for another process before it is DATABASE_LOCKED. It blocks. */
  readonly busyTimeoutMs?: number;
}

const BUSY_TIMEOUT_MS = 2000;

/** Opens or creates the database, with its folder, and brings it to the newest schema. */
export const openDatabase = (path: string, options: DatabaseOptions = {}): Db => {
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, thorough = false } = options;
  return typed(path, () => {
    makeFolder(dirname(path));
    const wasCut = thorough && sizeOf(`${path}-wal`) > 0;
    const db = connect(path, { timeout: busyTimeoutMs });
    try {
      prepare(db, path);
      check(db, wasCut);
      return db;
    } catch (error) {
      db.close();
      throw error;
    }
  });
};

/** To read what can still be read. Null where nothing can. */
export const openDamaged = (path: string): Db | null => {
  try {
    return connect(path, { readonly: true });
  } catch {
    return null;
  }
};

/** One that goes with the process. */
export const memoryDatabase = (schema: string): Db => {
  const db = connect(':memory:', {});
  db.exec(schema);
  return db;
};

const connect = (path: string, options: BetterSqlite3.Options): Db =>
  new BetterSqlite3(path, {
    ...options,
    nativeBinding: packagedNative('better_sqlite3') as string,
  });

/** What cannot be found out again. */
export const PRECIOUS = ['profiles', 'progress', 'videos'] as const;

const check = (db: Db, all: boolean): void => {
  const checks = all ? ['quick_check(1)'] : PRECIOUS.map((table) => `quick_check(${table})`);
  for (const pragma of checks) {
    const result = db.pragma(pragma, { simple: true });
    if (result === 'ok') continue;
    const detail = `${db.name}: ${result}`;
    throw new HaemaError('DATABASE_CORRUPT', 'the database is damaged', { detail });
  }
};

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** mkdir's own recursion never ends where a file system lets nothing be made, as in /proc. */
const makeFolder = (path: string, madeAbove = false): void => {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code === 'EEXIST') return;
    if (code !== 'ENOENT' || madeAbove) throw error;
    makeFolder(dirname(path));
    makeFolder(path, true);
  }
};

/** All or nothing. Takes the write lock at once, so that a lock is met here and not half way. */
export const inTransaction = <T>(db: Db, run: () => T): T =>
  typed(db.name, () => db.transaction(run).immediate());

const prepare = (db: Db, path: string): void => {
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL'); // in WAL a power cut loses the last writes, never the database
  db.pragma('foreign_keys = ON');
  const steps = migrations();
  const version = schemaVersion(db);
  if (version > steps.length) {
    const detail = `${path} has schema ${version}, this haema knows ${steps.length}`;
    throw new HaemaError('DATABASE_NEWER', 'the database was written by a later haema', { detail });
  }
  for (const [index, sql] of steps.entries()) {
    migrate(db, index + 1, sql);
  }
};

/** `version` is looked at again inside the lock: two processes may start at the same time. */
const migrate = (db: Db, version: number, sql: string): void => {
  if (schemaVersion(db) >= version) return;
  inTransaction(db, () => {
    if (schemaVersion(db) >= version) return;
    db.exec(sql);
    db.pragma(`user_version = ${version}`);
  });
};

const schemaVersion = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

/** In order; the file numbered n leads to schema version n. */
const migrations = (): string[] => {
  const files = [...readPart('migrations')].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [index, [name]] of files.entries()) {
    if (Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1]) !== index + 1) {
      throw new Error(`migration ${name} does not come next after ${index}`);
    }
  }
  return files.map(([, sql]) => sql.toString('utf8'));
};

const typed = <T>(path: string, run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    throw databaseError(path, cause);
  }
};

/** What a statement throws outside of a transaction, as a failure with a code; null for a bug. */
export const databaseFailure = (cause: unknown): HaemaError | null => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const failure = code.startsWith('SQLITE_') ? databaseError('', cause) : null;
  return failure instanceof HaemaError ? failure : null;
};

/** What passes by itself when the disk is mended. */
const UNWRITABLE: readonly { readonly codes: RegExp; readonly message: string }[] = [
  {
    codes: /^(SQLITE_FULL|ENOSPC|EDQUOT)$/,
    message: 'the disk of the database is full; free some space',
  },
  {
    codes: /^(SQLITE_READONLY.*|EROFS)$/,
    message: 'the database is read-only; look at its disk and permissions',
  },
  {
    codes: /^(SQLITE_IOERR.*|EIO)$/,
    message: 'the disk of the database fails; see whether it is well',
  },
];

/** Also for failures to make the folder, which carry a code such as EACCES. Bugs pass unchanged. */
const databaseError = (path: string, cause: unknown): unknown => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof HaemaError || code === '') return cause;
  const detail = path === '' ? code : `${path}: ${code}`;
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    const message = 'another program holds the database';
    return new HaemaError('DATABASE_LOCKED', message, { cause, detail });
  }
  if (code === 'SQLITE_NOTADB') {
    const message = 'that file is no database; choose another place with --db, or move it away';
    return new HaemaError('DATABASE_FAILED', message, { cause, detail });
  }
  if (code.startsWith('SQLITE_CORRUPT')) {
    return new HaemaError('DATABASE_CORRUPT', 'the database is damaged', { cause, detail });
  }
  const trouble = UNWRITABLE.find(({ codes }) => codes.test(code));
  if (trouble !== undefined) {
    return new HaemaError('DATABASE_UNWRITABLE', trouble.message, { cause, detail });
  }
  return new HaemaError('DATABASE_FAILED', 'the database failed', { cause, detail });
};
