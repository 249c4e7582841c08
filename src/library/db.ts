import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';
import { HaemaError } from '../core/errors.ts';

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
const MIGRATIONS = fileURLToPath(new URL('migrations/', import.meta.url));

/** Opens or creates the database, with its folder, and brings it to the newest schema. */
export const openDatabase = (path: string, options: DatabaseOptions = {}): Db => {
  const { busyTimeoutMs = BUSY_TIMEOUT_MS, thorough = false } = options;
  return typed(path, () => {
    makeFolder(dirname(path));
    const wasCut = thorough && sizeOf(`${path}-wal`) > 0;
    const db = new BetterSqlite3(path, { timeout: busyTimeoutMs });
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
    return new BetterSqlite3(path, { readonly: true });
  } catch {
    return null;
  }
};

/** One that goes with the process. */
export const memoryDatabase = (schema: string): Db => {
  const db = new BetterSqlite3(':memory:');
  db.exec(schema);
  return db;
};

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
  const files = migrationFiles();
  const version = schemaVersion(db);
  if (version > files.length) {
    const detail = `${path} has schema ${version}, this haema knows ${files.length}`;
    throw new HaemaError('DATABASE_NEWER', 'the database was written by a later haema', { detail });
  }
  for (const [index, file] of files.entries()) {
    migrate(db, index + 1, file);
  }
};

/** `version` is looked at again inside the lock: two processes may start at the same time. */
const migrate = (db: Db, version: number, file: string): void => {
  if (schemaVersion(db) >= version) return;
  inTransaction(db, () => {
    if (schemaVersion(db) >= version) return;
    db.exec(readFileSync(MIGRATIONS + file, 'utf8'));
    db.pragma(`user_version = ${version}`);
  });
};

const schemaVersion = (db: Db): number => Number(db.pragma('user_version', { simple: true }));

/** In order; the file numbered n leads to schema version n. */
const migrationFiles = (): string[] => {
  const files = readdirSync(MIGRATIONS).sort();
  for (const [index, file] of files.entries()) {
    if (Number(/^(\d{4})-[a-z0-9-]+\.sql$/.exec(file)?.[1]) !== index + 1) {
      throw new Error(`migration ${file} does not come next after ${index}`);
    }
  }
  return files;
};

const typed = <T>(path: string, run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    throw databaseError(path, cause);
  }
};

/** Also for failures to make the folder, which carry a code such as EACCES. Bugs pass unchanged. */
const databaseError = (path: string, cause: unknown): unknown => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof HaemaError || code === '') return cause;
  const detail = `${path}: ${code}`;
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
  return new HaemaError('DATABASE_FAILED', 'the database failed', { cause, detail });
};
