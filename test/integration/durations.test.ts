/** How long a title is: as long as what is played of it, whatever else its file holds. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { TICKS_PER_SECOND } from '../../src/core/ticks.ts';
import { createEngine } from '../../src/engine/engine.ts';

const folder = mkdtempSync(join(tmpdir(), 'haema-durations-'));
after(() => rmSync(folder, { recursive: true }));

/** Two seconds of pictures and sound, and subtitles up to the fifth one. */
const clip = (name: string, ...more: string[]): void => {
  const subtitles = join(folder, 'words.srt');
  writeFileSync(subtitles, '1\n00:00:01,000 --> 00:00:05,000\nwords\n');
  const picture = ['-f', 'lavfi', '-i', 'testsrc=size=160x120:rate=25:duration=2'];
  const sound = ['-f', 'lavfi', '-i', 'sine=duration=2'];
  const codecs = ['-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'aac', '-c:s', 'srt'];
  const out = [...codecs, ...more, join(folder, name)];
  const { status, stderr } = spawnSync(
    'ffmpeg',
    ['-v', 'error', ...picture, ...sound, '-i', subtitles, '-map', '0', '-map', '1', ...out],
    { encoding: 'utf8' },
  );
  assert.equal(status, 0, stderr);
};

const durationOf = async (path: string): Promise<number> => {
  const { duration } = await createEngine().probe({ root: folder, path });
  return duration / TICKS_PER_SECOND;
};

test('duration: subtitles that go on for longer make no title longer', async () => {
  clip('tagged.mkv', '-map', '2');
  clip('untagged.mkv', '-map', '2', '-fflags', '+bitexact');
  for (const name of ['tagged.mkv', 'untagged.mkv']) {
    const duration = await durationOf(name);
    assert.ok(duration >= 2 && duration < 2.1, `${name}: ${duration} s`);
  }
});

test('duration: without other tracks the header is believed, and no more is read', async () => {
  clip('plain.mkv');
  const { durationFrom } = await createEngine().probe({ root: folder, path: 'plain.mkv' });
  assert.equal(durationFrom, 'header');
});
