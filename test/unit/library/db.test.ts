import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type ErrorCode, HaemaError } from '../../../src/core/errors.ts';
import { inTransaction, openDatabase } from '../../../src/library/db.ts';
import { tempDir } from '../../support/temp-dir.ts';

const version = (path: string): unknown => {
  const db = openDatabase(path);
  const value = db.pragma('user_version', { simple: true });
  db.close();
  return value;
};

/** The message may reach a client: the path is in the detail alone. */
const fails = (code: ErrorCode, path: string) => (error: unknown) => {
  assert.ok(error instanceof HaemaError);
  assert.equal(error.code, code);
  assert.ok(!error.message.includes(path));
  assert.ok(error.detail?.includes(path));
  return true;
};

test('openDatabase makes the folder and the schema, and opens it again', (t) => {
  const path = join(tempDir(t), 'data', 'deep', 'haema.db');
  assert.equal(version(path), version(path));
  assert.ok(Number(version(path)) >= 1);
});

test('openDatabase sets what every connection needs', (t) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const pragmas = ['journal_mode', 'synchronous', 'foreign_keys', 'busy_timeout'];
  const values = pragmas.map((name) => db.pragma(name, { simple: true }));
  assert.deepEqual(values, ['wal', 1, 1, 2000]);
});

test('a database of a later haema is refused and left alone', (t) => {
  const path = join(tempDir(t), 'haema.db');
  const db = openDatabase(path);
  db.pragma('user_version = 999');
  db.close();
  assert.throws(() => openDatabase(path), fails('DATABASE_NEWER', path));
});

test('a database that another program has locked is DATABASE_LOCKED', (t) => {
  const path = join(tempDir(t), 'haema.db');
  const holder = openDatabase(path);
  t.after(() => holder.close());
  const other = openDatabase(path, { busyTimeoutMs: 1 });
  t.after(() => other.close());
  holder.exec('BEGIN EXCLUSIVE');
  const write = () => inTransaction(other, () => other.exec('DELETE FROM videos'));
  assert.throws(write, fails('DATABASE_LOCKED', path));
  holder.exec('COMMIT');
  write();
});

for (const [pragma, says] of [
  ['query_only = on', /read-only; look at its disk/],
  ['max_page_count = 1', /full; free some space/],
] as const) {
  test(`${pragma}: DATABASE_UNWRITABLE, in words and without the path`, (t) => {
    const path = join(tempDir(t), 'haema.db');
    const db = openDatabase(path);
    t.after(() => db.close());
    db.pragma(pragma);
    const write = () => inTransaction(db, () => db.exec('CREATE TABLE more (a)'));
    assert.throws(write, fails('DATABASE_UNWRITABLE', path));
    assert.throws(write, says);
  });
}

test('opening a database that is locked before its schema is there is DATABASE_LOCKED', (t) => {
  const path = join(tempDir(t), 'haema.db');
  const holder = openDatabase(path);
  t.after(() => holder.close());
  holder.pragma('user_version = 0');
  holder.exec('BEGIN EXCLUSIVE');
  assert.throws(() => openDatabase(path, { busyTimeoutMs: 1 }), fails('DATABASE_LOCKED', path));
});

test('what is not a database, or cannot be made, is DATABASE_FAILED', (t) => {
  const file = join(tempDir(t), 'notes.txt');
  writeFileSync(file, 'this is no database, whatever its name says'.repeat(100));
  assert.throws(() => openDatabase(file), fails('DATABASE_FAILED', file));
  const beneath = join(file, 'haema.db');
  assert.throws(() => openDatabase(beneath), fails('DATABASE_FAILED', beneath));
  assert.ok(existsSync(file));
});

test('a transaction that throws leaves nothing behind, and the error as it was', (t) => {
  const db = openDatabase(join(tempDir(t), 'haema.db'));
  t.after(() => db.close());
  const bug = new TypeError('a bug');
  const run = () =>
    inTransaction(db, () => {
      db.exec('CREATE TABLE half (way)');
      throw bug;
    });
  assert.throws(run, (error) => error === bug);
  assert.throws(() => db.exec('SELECT * FROM half'));
});

test('a folder that cannot be made is refused at once', {
  skip: process.platform !== 'linux',
}, () => {
  assert.throws(() => openDatabase('/proc/nothing/haema.db'), { code: 'DATABASE_FAILED' });
});
