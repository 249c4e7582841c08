import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename, join } from 'node:path';
import test from 'node:test';
import { list } from '../../../../src/engine/files/list.ts';
import { tempDir } from '../../../support/temp-dir.ts';

const SMB = 0x517b;
const EXT4 = 0xef53;

test('subtitles and pictures are told by name alone, and are no others', async (t) => {
  const root = tempDir(t);
  for (const name of ['a.de.SRT', 'a.idx', 'a.sub', 'a.jpg', 'a.mkv']) {
    writeFileSync(join(root, name), '');
  }
  const listing = await list({ root, path: '' }, ['.mkv'], () => undefined);
  assert.deepEqual(listing.subtitles.toSorted(), ['a.de.SRT', 'a.idx', 'a.sub']);
  assert.deepEqual([listing.pictures, listing.hasOthers], [['a.jpg'], false]);
});

test('a share is found wherever it is mounted, a disk is none', async (t) => {
  const root = tempDir(t);
  for (const name of ['nas', 'disk', 'films']) mkdirSync(join(root, name));
  const devices = new Map([
    ['nas', { dev: 2, type: SMB }],
    ['disk', { dev: 3, type: EXT4 }],
  ]);
  const at = (path: unknown) => devices.get(basename(String(path))) ?? { dev: 1, type: EXT4 };
  t.mock.method(fs, 'stat', (async (path: unknown) => at(path)) as never);
  const asked = t.mock.method(fs, 'statfs', (async (path: unknown) => at(path)) as never);
  syncBuiltinESMExports();
  t.after(() => {
    t.mock.restoreAll();
    syncBuiltinESMExports();
  });
  const isRemote = async (path: string): Promise<boolean> =>
    (await list({ root, path }, [], () => undefined)).remote;
  assert.equal(await isRemote('nas'), true);
  assert.equal(await isRemote('disk'), false);
  assert.equal(await isRemote(''), false);
  const { length } = asked.mock.calls;
  assert.equal(await isRemote('films'), false);
  assert.equal(asked.mock.callCount(), length, 'it is what the root is');
});
