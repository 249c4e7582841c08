import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type TestContext, test } from 'node:test';
import { isBeneath } from '../../../src/cache/is-beneath.ts';
import { tempDir } from '../../support/temp-dir.ts';

/** A library with a show in it, beside a folder that is none. */
const places = (t: TestContext): { top: string; library: string; other: string } => {
  const top = tempDir(t);
  mkdirSync(join(top, 'library', 'show'), { recursive: true });
  mkdirSync(join(top, 'other'));
  return { top, library: join(top, 'library'), other: join(top, 'other') };
};

const cases: Readonly<Record<string, readonly [string, boolean]>> = {
  'the library itself': ['library', true],
  'the library with a slash': ['library/', true],
  'a folder in it': ['library/show', true],
  'a folder in it, to be made': ['library/a/b/c', true],
  'a way back into it': ['other/../library/cache', true],
  'a folder beside it': ['other', false],
  'a folder beside it, to be made': ['other/a/b', false],
  'a way out of it': ['library/../other', false],
  'a name that begins like it': ['library-cache', false],
  'the folder that it is in': ['.', false],
};

for (const [name, [path, expected]] of Object.entries(cases)) {
  test(`isBeneath: ${name}`, async (t) => {
    const { top, library } = places(t);
    assert.equal(await isBeneath(`${top}/${path}`, ['/nowhere', library]), expected);
    assert.equal(await isBeneath(relative('', `${top}/${path}`), [library]), expected);
  });
}

test('isBeneath: links into the library, to what is there and to what will be', async (t) => {
  const { top, library, other } = places(t);
  symlinkSync(join(library, 'show'), join(other, 'there'));
  symlinkSync('../library/later', join(other, 'later'));
  symlinkSync(other, join(library, 'out'));
  assert.ok(await isBeneath(join(other, 'there'), [library]));
  assert.ok(await isBeneath(join(other, 'there', 'deep', 'er'), [library]));
  assert.ok(await isBeneath(join(other, 'later', 'deep'), [library]));
  assert.ok(!(await isBeneath(join(library, 'out', 'cache'), [library])));
  symlinkSync(library, join(top, 'link'));
  assert.ok(await isBeneath(join(library, 'cache'), [join(top, 'link')]));
  assert.ok(await isBeneath(join(top, 'link', 'cache'), [library]));
});

test('isBeneath: a library that is the root, and one that is not there', async (t) => {
  const { top, other } = places(t);
  assert.ok(await isBeneath(other, ['/']));
  assert.ok(await isBeneath(join(top, 'gone', 'cache'), [join(top, 'gone')]));
  assert.ok(!(await isBeneath(other, [join(top, 'gone')])));
  assert.ok(!(await isBeneath(other, [])));
});

test('isBeneath: links in a circle are an error, not an answer', async (t) => {
  const { other, library } = places(t);
  symlinkSync(join(other, 'b'), join(other, 'a'));
  symlinkSync(join(other, 'a'), join(other, 'b'));
  await assert.rejects(isBeneath(join(other, 'a', 'cache'), [library]), { code: 'ELOOP' });
});
