import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileCalls } from '../../../src/engine/files/calls.ts';
import { mediaFilesBelow, SUFFIXES } from '../../../src/library/media-files.ts';
import { tempDir } from '../../support/temp-dir.ts';

const pathsBelow = async (root: string): Promise<string[]> => {
  const list = (path: string) => fileCalls.list({ root, path }, SUFFIXES).promise;
  return (await mediaFilesBelow(list)).map(({ path }) => path);
};

test('mediaFilesBelow: media files of all depths, sorted; ways through links end', async (t) => {
  const folder = tempDir(t);
  for (const name of ['b/c', 'e']) mkdirSync(join(folder, name), { recursive: true });
  for (const name of [
    'z.mkv',
    'e/y.mkv',
    'b/a.MP4',
    'b/c/x.ts',
    'b/notes.txt',
    'cover.jpg',
    'mkv',
  ]) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(folder, join(folder, 'b', 'loop'));
  symlinkSync(join(folder, 'z.mkv'), join(folder, 'link.mkv'));
  symlinkSync('../e', join(folder, 'b', 'to-e'));
  symlinkSync('../b', join(folder, 'e', 'to-b'));
  assert.deepEqual(await pathsBelow(folder), [
    ...['b/a.MP4', 'b/c/x.ts', 'b/to-e/y.mkv', 'e/to-b/a.MP4', 'e/to-b/c/x.ts', 'e/y.mkv'],
    ...['link.mkv', 'z.mkv'],
  ]);
});

test('mediaFilesBelow: hidden names are not looked at', async (t) => {
  const folder = join(tempDir(t), '.folder');
  mkdirSync(join(folder, '.trash'), { recursive: true });
  for (const name of ['.a.mp4', '._b.mp4', '.trash/c.mp4', 'd.mp4']) {
    writeFileSync(join(folder, name), '');
  }
  assert.deepEqual(await pathsBelow(folder), ['d.mp4']);
});

test('mediaFilesBelow: however many folders are known, others have their turns', async () => {
  const folders = Array.from({ length: 4000 }, (_, at) => `${at}`);
  const files = [{ name: 'a.mkv', size: 1, mtimeUs: 1, inode: '1' }];
  let turns = 0;
  const count = (): void => {
    turns++;
    timer = setImmediate(count);
  };
  let timer = setImmediate(count);
  const found = await mediaFilesBelow(async (path) =>
    path === '' ? { folders, files: [] } : { folders: [], files },
  );
  clearImmediate(timer);
  assert.equal(found.length, folders.length);
  assert.ok(turns >= 20, `${turns} turns`);
});
