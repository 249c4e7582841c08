/**
 * The files of the corpus are judged, and as test/corpus-expected.json says, which
 * scripts/formats-docs.ts writes. Nothing is refused of which ffmpeg makes anything.
 */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { corpusTest } from '../support/corpus.ts';
import { HAEMA } from '../support/haema.ts';
import { tempDir } from '../support/temp-dir.ts';
import { type Verdict, verdictsOf } from '../support/verdicts.ts';

const CHECKOUT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const EXPECTED = join(CHECKOUT, 'test', 'corpus-expected.json');
/** Seconds of each file; what is expected was written with three times as many. */
const SAMPLE = '2';
/** Large pictures and long GOPs: these take most of all the time. The script judges them. */
const LONGEST = [
  'av1-aac-1080p60-6min.mp4',
  'h264-1080i-opengop-ac3-dvbsub.ts',
  'h264-1080p-6min-lowbitrate.mp4',
  'h264-25fps-1080p-edit-list-smpte.mp4',
  'h264-annexb-in-mp4-truncated.mp4',
  'h264-bframes-longgop-aac-sintel-trailer.mp4',
  'h264-edit-list-empty-1s-then-video.mp4',
  'h264-rot90-fragmented-5.1aac-bbb.mp4',
  'h264-ts-start10s-60fps-10s.ts',
  'hevc-1080p-opengop-aac-10s.mp4',
  'hevc-5.1aac-1080p.ts',
];

corpusTest('verify: the corpus plays, as copy or as transcode', 'MANIFEST.tsv', async (path, t) => {
  const folder = tempDir(t);
  const isShort = (file: string): boolean => !LONGEST.includes(basename(file));
  cpSync(dirname(path), folder, { recursive: true, filter: isShort });
  const command = [HAEMA, 'verify', folder, '--sample', SAMPLE, '--json'];
  const child = spawn(process.execPath, command, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exit = new Promise((resolve) => child.once('exit', resolve));
  const found = verdictsOf(await text(child.stdout));
  const all: Record<string, Verdict> = JSON.parse(readFileSync(EXPECTED, 'utf8'));
  const expected = Object.fromEntries(Object.entries(all).filter(([file]) => isShort(file)));
  assert.deepEqual(found, expected);
  const files = Object.entries(found);
  assert.equal(await exit, files.some(([, { verdict }]) => verdict === 'fails') ? 1 : 0);
  for (const [file, { verdict }] of files) {
    if (verdict === 'refused') assert.equal(decodedFrames(join(folder, file)), 0, file);
  }
});

/** Pictures and frames of sound that ffmpeg makes of a file. */
const decodedFrames = (path: string): number => {
  const command = ['-v', 'quiet', '-i', path, '-f', 'framecrc', '-'];
  const { stdout } = spawnSync('ffmpeg', command, { encoding: 'utf8' });
  return stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
};
