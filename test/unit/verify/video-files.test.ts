import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { videoFilesBelow } from '../../../src/verify/video-files.ts';
import { tempDir } from '../../support/temp-dir.ts';

test('videoFilesBelow: media files of all depths, sorted; links are not followed', async (t) => {
  const folder = tempDir(t);
  mkdirSync(join(folder, 'b', 'c'), { recursive: true });
  for (const name of ['z.mkv', 'b/a.MP4', 'b/c/x.ts', 'b/notes.txt', 'cover.jpg', 'mkv']) {
    writeFileSync(join(folder, name), '');
  }
  symlinkSync(folder, join(folder, 'b', 'loop'));
  symlinkSync(join(folder, 'z.mkv'), join(folder, 'link.mkv'));
  assert.deepEqual(await videoFilesBelow(folder), ['b/a.MP4', 'b/c/x.ts', 'z.mkv']);
});
