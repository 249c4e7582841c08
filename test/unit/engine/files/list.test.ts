import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
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

test('links are followed beneath the root, and nowhere else', async (t) => {
  const parent = tempDir(t);
  const root = join(parent, 'root');
  for (const folder of ['root/films', 'outside'])
    mkdirSync(join(parent, folder), { recursive: true });
  for (const file of ['root/films/a.mkv', 'outside/a.mkv', 'root/films/a.jpg']) {
    writeFileSync(join(parent, file), 'film');
  }
  const links = {
    ...{ 'link.mkv': 'films/a.mkv', 'absolute.mkv': join(root, 'films/a.mkv') },
    ...{ 'link.jpg': 'films/a.jpg', 'out.mkv': '../outside/a.mkv', out: '../outside' },
    ...{
      'away.mkv': '/proc/1/root/a.mkv',
      'dead.mkv': 'nothing',
      'loop.mkv': 'loop.mkv',
      again: 'films',
      'films/up': '..',
    },
  };
  for (const [name, target] of Object.entries(links)) symlinkSync(target, join(root, name));
  const namesIn = async (path: string) => {
    const listing = await list({ root, path }, ['.mkv'], () => undefined);
    const { folders, files, pictures, unread } = listing;
    return [folders, files.map(({ name }) => name), pictures, unread].map((it) => it.toSorted());
  };
  assert.deepEqual(await namesIn(''), [
    ['again', 'films'],
    ['absolute.mkv', 'link.mkv'],
    ['link.jpg'],
    [],
  ]);
  const inside = [[], ['a.mkv'], ['a.jpg'], []];
  assert.deepEqual(await namesIn('films'), inside);
  assert.deepEqual(await namesIn('again'), inside);
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
