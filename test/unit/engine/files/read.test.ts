import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { fileCalls } from '../../../../src/engine/files/calls.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const read = (...args: Parameters<typeof fileCalls.read>) => fileCalls.read(...args).promise;
const hash = (...args: Parameters<typeof fileCalls.sampledHash>) =>
  fileCalls.sampledHash(...args).promise;

const library = (t: TestContext): string => {
  const dir = tempDir(t);
  const root = join(dir, 'films');
  mkdirSync(join(root, 'a'), { recursive: true });
  mkdirSync(join(dir, 'films-private'));
  writeFileSync(join(dir, 'films-private', 'secret.mkv'), 'secret');
  writeFileSync(join(root, 'a', 'film.mkv'), 'film');
  symlinkSync('a/film.mkv', join(root, 'inside.mkv'));
  symlinkSync('../films-private/secret.mkv', join(root, 'outside.mkv'));
  symlinkSync('../films-private', join(root, 'folder'));
  execFileSync('mkfifo', [join(root, 'pipe.mkv')]);
  return root;
};

for (const path of ['a/film.mkv', 'inside.mkv', 'a/../a/film.mkv']) {
  test(`${path} is of the library`, async (t) => {
    const { bytes, traits } = await read({ root: library(t), path }, 1, 100);
    assert.equal(bytes.toString(), 'ilm');
    assert.equal(traits.size, 4);
  });
}

for (const path of [
  'outside.mkv',
  'folder/secret.mkv',
  '../films-private/secret.mkv',
  'a',
  'b',
  'pipe.mkv',
  '/etc/passwd',
]) {
  test(`${path} is not`, async (t) => {
    const source = { root: library(t), path };
    await assert.rejects(read(source, 0, 0), { code: 'SOURCE_MISSING' });
    await assert.rejects(hash(source, 6), { code: 'SOURCE_MISSING' });
  });
}

test('a piece is as long as was asked for, within the file and half a MiB', async (t) => {
  const root = tempDir(t);
  const bytes = Buffer.alloc(600 * 1024, 'film');
  writeFileSync(join(root, 'film.mkv'), bytes);
  const source = { root, path: 'film.mkv' };
  for (const [start, length, expected] of [
    [0, 0, 0],
    [5, 10, 10],
    [0, bytes.length, 512 * 1024],
    [bytes.length - 3, 10, 3],
    [bytes.length, 10, 0],
  ] as const) {
    const piece = await read(source, start, length);
    assert.ok(piece.bytes.equals(bytes.subarray(start, start + expected)), `${start}, ${length}`);
    assert.equal(piece.traits.size, bytes.length);
  }
});

test('what is cancelled ends at once, however far it has got', async (t) => {
  const job = fileCalls.read({ root: library(t), path: 'a/film.mkv' }, 0, 4);
  job.cancel();
  await assert.rejects(job.promise, { code: 'CANCELLED' });
});
