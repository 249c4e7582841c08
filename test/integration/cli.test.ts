/** The command line as a person meets it, above all where something is wrong. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import packageJson from '../../package.json' with { type: 'json' };
import { clip } from '../support/clips.ts';
import { corpusTest } from '../support/corpus.ts';
import { framesOf, packetsOf } from '../support/ffprobe.ts';
import { asNobody, assertRefused, HAEMA, haema, type Outcome } from '../support/haema.ts';
import { tempDir } from '../support/temp-dir.ts';

const assertDone = ({ status, stderr }: Outcome): void => {
  assert.deepEqual([status, stderr], [0, '']);
};

const segment = (file: string, rendition: string, index: string, ...more: string[]): Outcome =>
  haema(['segment', file, '--rendition', rendition, '--index', index, ...more]);

test('--version and --help', () => {
  assert.equal(haema(['--version']).stdout, `${packageJson.version}\n`);
  const { status, stdout } = haema(['--help']);
  assert.equal(status, 0);
  assert.match(stdout, /probe.*segment.*verify/s);
});

test('probe tells streams, index and renditions', () => {
  const outcome = haema(['probe', clip('h264.mp4')]);
  assertDone(outcome);
  assert.match(outcome.stdout, /^0:00:08\.0/);
  assert.match(outcome.stdout, /video: h264, High, 320x180 yuv420p 24 fps/);
  assert.match(outcome.stdout, /audio: aac, LC, 48000 Hz stereo/);
  assert.match(outcome.stdout, /2 key frames in the mov index/);
  assert.match(outcome.stdout, /segments: 240p_h264 audio_aac/);
});

const BROADCAST = 'h264-1080i-opengop-ac3-dvbsub.ts';
corpusTest(`probe: the frame rate of ${BROADCAST}`, BROADCAST, async (path) => {
  assert.match(haema(['probe', path]).stdout, /video: h264, High, 1920x1080 yuv420p 25 fps/);
});

test('probe --json is JSON', () => {
  const outcome = haema(['probe', '--json', clip('h264.mkv')]);
  assertDone(outcome);
  const { format, index, streams, renditions, segments } = JSON.parse(outcome.stdout);
  assert.deepEqual(
    [format, index, streams.length, renditions[0].name],
    ['matroska,webm', { from: 'matroska', keyframes: 2, frames: 0 }, 2, '240p_h264'],
  );
  assert.ok(segments > 3);
});

test('segment writes a transport stream that plays', (t) => {
  const output = join(tempDir(t), 'one.ts');
  const outcome = segment(clip('h264.mp4'), '240p_h264', '1', '-o', output);
  assertDone(outcome);
  assert.equal(outcome.stdout, '');
  const frames = framesOf(output, 'v');
  assert.ok(frames.length >= 20 && frames[0]?.key);
  assert.ok(packetsOf(output, 'a').length > 40);
});

test('segment --container fmp4 writes a file that plays, --stats says what it took', (t) => {
  const output = join(tempDir(t), 'one.mp4');
  const more = ['--container', 'fmp4', '--stats', '--output', output];
  const outcome = segment(clip('h264.mkv'), '240p_h264', '2', ...more);
  assertDone(outcome);
  const stats = new Map(
    outcome.stdout.split('\n').map((line) => line.split(' ') as [string, string]),
  );
  assert.equal(Number(stats.get('framesEncoded')), framesOf(output, 'v').length);
  assert.ok(Number(stats.get('bytes')) > 0 && Number(stats.get('totalUs')) > 0);
});

test('segment of sound alone', (t) => {
  const output = join(tempDir(t), 'one.ts');
  assertDone(segment(clip('audio-only.m4a'), 'audio_aac', '0', '-o', output));
  assert.ok(packetsOf(output, 'a').length > 40);
});

const damaged = (t: TestContext, name: string, bytes: Uint8Array | string): string => {
  const path = join(tempDir(t), name);
  writeFileSync(path, bytes);
  return path;
};

/** The moov at its end is gone. */
const truncated = (t: TestContext): string => {
  const path = join(tempDir(t), 'truncated.mp4');
  copyFileSync(clip('h264.mp4'), path);
  truncateSync(path, 100_000);
  return path;
};

const refused: {
  name: string;
  file: (t: TestContext) => string;
  code: string;
  says: RegExp;
}[] = [
  {
    name: 'no such file',
    file: () => '/nowhere/film.mp4',
    code: 'SOURCE_MISSING',
    says: /no such/,
  },
  { name: 'a folder', file: tempDir, code: 'BAD_REQUEST', says: /not a file/ },
  {
    name: 'a text',
    file: (t) => damaged(t, 'notes.mp4', 'Dear diary,\n'.repeat(999)),
    code: 'MEDIA_INVALID',
    says: /notes\.mp4/,
  },
  {
    name: 'an empty file',
    file: (t) => damaged(t, 'empty.mkv', ''),
    code: 'MEDIA_INVALID',
    says: /empty\.mkv/,
  },
  { name: 'a truncated file', file: truncated, code: 'MEDIA_INVALID', says: /truncated\.mp4/ },
];

for (const { name, file, code, says } of refused) {
  test(`${name} is refused in one line`, (t) => {
    const path = file(t);
    const output = join(tempDir(t), 'none.ts');
    assertRefused(haema(['probe', path]), code, says);
    assertRefused(segment(path, '240p_h264', '0', '-o', output), code, says);
    assert.ok(!existsSync(output), 'nothing is written');
  });
}

test('a file without permission is refused in one line', (t) => {
  const dir = tempDir(t);
  const path = join(dir, 'private.mp4');
  copyFileSync(clip('h264.mp4'), path);
  chmodSync(path, 0);
  chmodSync(dir, 0o755);
  const options = asNobody();
  if (options === null) {
    t.skip(`run as root, and nobody may not run ${process.execPath} ${HAEMA}`);
    return;
  }
  assertRefused(haema(['probe', path], options), 'READ_FAILED', /private\.mp4/);
});

const wrong: { args: string[]; says: RegExp }[] = [
  { args: [], says: /no folder to serve/ },
  { args: ['play'], says: /play/ },
  { args: ['probe'], says: /file/ },
  { args: ['probe', '--fast', 'x.mp4'], says: /unknown option '--fast'/ },
  { args: ['segment', 'x.mp4', '--rendition', '240p_h264', '-o', 'x'], says: /--index/ },
];
for (const { args, says } of wrong) {
  test(`haema ${args.join(' ')}: refused in one line`, () => {
    assertRefused(haema(args), 'BAD_REQUEST', says);
  });
}

const notThere: { name: string; choice: [string, string]; code: string; says: RegExp }[] = [
  {
    name: 'rendition',
    choice: ['2160p_h264', '0'],
    code: 'NOT_FOUND',
    says: /there are (source_h264, )?240p_h264, audio_aac/,
  },
  {
    name: 'segment',
    choice: ['240p_h264', '9999'],
    code: 'NOT_FOUND',
    says: /numbered 0 to \d+/,
  },
  {
    name: 'rendition that is a word',
    choice: ['best', '0'],
    code: 'BAD_REQUEST',
    says: /720p_h264/,
  },
  {
    name: 'segment that is no number',
    choice: ['240p_h264', '-1'],
    code: 'BAD_REQUEST',
    says: /whole number/,
  },
];
for (const { name, choice, code, says } of notThere) {
  test(`a ${name} that is not there: refused in one line`, (t) => {
    const output = join(tempDir(t), 'none.ts');
    assertRefused(segment(clip('h264.mp4'), ...choice, '-o', output), code, says);
    assert.ok(!existsSync(output), 'nothing is written');
  });
}

test('an output that cannot be written is refused in one line', (t) => {
  const output = join(tempDir(t), 'no', 'such', 'folder.ts');
  const outcome = segment(clip('h264.mp4'), '240p_h264', '0', '-o', output);
  assertRefused(outcome, 'BAD_REQUEST', /cannot be written/);
});

test('HAEMA_DEBUG=1 shows the stack', () => {
  const env = { ...process.env, HAEMA_DEBUG: '1' };
  const { status, stderr } = haema(['probe', '/nowhere/film.mp4'], { env });
  assert.equal(status, 2);
  assert.match(stderr, /\n {4}at /);
});

test('the source is left as it was', () => {
  const path = clip('h264.mp4');
  const before = readFileSync(path);
  assertDone(haema(['probe', path]));
  assert.ok(before.equals(readFileSync(path)));
});

/** The fastest of five: other programs may keep the machine busy. */
