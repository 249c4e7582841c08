import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { openBeneath } from '../../../src/library/open-beneath.ts';
import { tempDir } from '../../support/temp-dir.ts';

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
    const file = await openBeneath({ root: library(t), path });
    assert.equal(await file.readFile('utf8'), 'film');
    await file.close();
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
    await assert.rejects(openBeneath({ root: library(t), path }), { code: 'SOURCE_MISSING' });
  });
}
