/** Image subtitles drawn into the pictures: the right ones, at their times, where they belong. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SegmentRequest } from '../../src/engine/types.ts';
import { recipes, segmentRequest, type Title } from '../../src/stream/title.ts';
import {
  CAPTIONS,
  type Captioned,
  captionedClip,
  frames,
  overlaid,
  RATE,
  SIZE,
} from '../support/captioned.ts';
import { corpusTest } from '../support/corpus.ts';
import { engine, hashOf, indexesOf, make, open, POOL_BYTES, smallest } from '../support/title.ts';

/** Mean difference of a byte. What is drawn makes one of 1.5 at least, coding one of 0.1. */
const SAME = 0.5;
/** Until then ffmpeg may show what was there before. */
const SETTLED = 0.2;

/** Without what coding costs: that is not to be measured here. */
const flawless = (request: SegmentRequest): SegmentRequest => {
  const bits = { preset: 'ultrafast', crf: 1, maxRate: 2e8, bufferSize: 2e8, bufferFill: 1e8 };
  return request.video === null ? request : { ...request, video: { ...request.video, ...bits } };
};

const difference = (a: Buffer | undefined, b: Buffer | undefined): number => {
  assert.ok(a !== undefined && b !== undefined && a.length === b.length);
  return a.reduce((sum, byte, at) => sum + Math.abs(byte - (b[at] ?? 0)), 0) / a.length;
};

const burnedRendition = (title: Title, rung = smallest(title)): string => {
  const track = title.probe.streams.find(({ kind }) => kind === 'subtitle');
  assert.ok(track !== undefined);
  return rung.replace('_', `-sub${track.index}_`);
};

/** Each segment alone, the last one first: none knows of what is on the screen. */
const made = async (title: Title, rendition: string, size = SIZE): Promise<Buffer[]> => {
  const pictures: Buffer[][] = [];
  for (const index of indexesOf(title).toReversed()) {
    engine.setPoolLimit(0);
    const request = segmentRequest(title, { rendition, container: 'ts' }, index);
    const { data } = await engine.segment(flawless(request));
    pictures.unshift(frames(['-i', '-'], size, data));
  }
  engine.setPoolLimit(POOL_BYTES);
  return pictures.flat();
};

const burned = (title: Title): Promise<Buffer[]> => made(title, burnedRendition(title));

const CLIPS: readonly (readonly [Captioned, string])[] = [
  ['pgs.mkv', ''],
  ['pgs.m2ts', ''],
  ['pgs-cropped.mkv', 'crop=640:360:0:64,scale=320:180'],
  ['vobsub.mkv', ''],
  ['vobsub.mp4', ''],
  ['dvb.ts', ''],
];

/** Whether each picture shows what its time says; `late`: its time is that many pictures later. */
const checkTimes = (ours: readonly Buffer[], bare: readonly Buffer[], late = 0): void => {
  assert.equal(ours.length, bare.length);
  const captioned = ours.map((picture, at) => (difference(picture, bare[at]) > SAME ? '#' : '.'));
  const expected = ours.map((_, at) => (shownAt((at + late) / RATE) === null ? '.' : '#'));
  assert.equal(captioned.join(''), expected.join(''));
};

const shownAt = (time: number) =>
  CAPTIONS.find(({ start, end }) => time >= start && time < (end ?? 0)) ?? null;

for (const [name, before] of CLIPS) {
  test(`${name} is shown as by ffmpeg, when its captions say`, async () => {
    const path = captionedClip(name);
    const ours = await burned(await open(path));
    checkTimes(ours, frames(['-i', path, '-map', '0:v'], SIZE));
    const theirs = overlaid(path, before);
    for (const [at, picture] of ours.entries()) {
      const time = at / RATE;
      const { start } = shownAt(time) ?? { start: time };
      if (time < start + SETTLED) continue;
      const other = difference(picture, theirs[at]);
      assert.ok(other < SAME, `${time} s: ${other} from ffmpeg's`);
    }
  });
}

test('ass.mkv looks as by ffmpeg, in segments of its own', async () => {
  const path = captionedClip('ass.mkv');
  const ours = await burned(await open(path));
  checkTimes(ours, frames(['-i', path, '-map', '0:v'], SIZE));
  const theirs = frames(['-i', path, '-map', '0:v', '-vf', `subtitles=${path}`], SIZE);
  const worst = Math.max(...ours.map((picture, at) => difference(picture, theirs[at])));
  assert.ok(worst < SAME, `${worst} from ffmpeg's`);
});

// Times of MPEG-4 in AVI are those of decoding. ffmpeg adds its number to a caption's own time.
test('xsub.avi is shown when its captions say', async () => {
  const path = captionedClip('xsub.avi');
  const ours = await burned(await open(path));
  checkTimes(ours, frames(['-i', path, '-map', '0:v'], SIZE), 1);
  assert.ok(difference(ours[20], overlaid(path)[20]) < SAME);
});

test('a caption is shown until the next one replaces it', async () => {
  const path = captionedClip('pgs-replaced.mkv');
  const ours = await burned(await open(path));
  const bare = frames(['-i', path, '-map', '0:v'], SIZE);
  const changes = (at: number, x: number, y: number): boolean => {
    const place = y * SIZE.width + x;
    return Math.abs((ours[at]?.[place] ?? 0) - (bare[at]?.[place] ?? 0)) > 20;
  };
  const states = ours.map((_, at) =>
    [changes(at, 18, 18), changes(at, 222, 92)].map(Number).join(''),
  );
  const expected = ours.map((_, at) => (at < RATE ? '00' : at < 3 * RATE ? '10' : '01'));
  assert.deepEqual(states, expected);
});

const checkOrders = async (clip: Captioned): Promise<void> => {
  const title = await open(captionedClip(clip));
  const rendition = burnedRendition(title);
  const hashes = async (order: readonly number[], pool: number): Promise<string[]> => {
    const found: string[] = [];
    engine.setPoolLimit(0);
    engine.setPoolLimit(POOL_BYTES);
    for (const index of order) {
      if (pool === 0) engine.setPoolLimit(0);
      found[index] = hashOf((await make(title, rendition, index)).data);
    }
    return found;
  };
  const inOrder = await hashes([0, 1, 2, 3], POOL_BYTES);
  assert.deepEqual(await hashes([2, 0, 3, 1], POOL_BYTES), inOrder);
  assert.deepEqual(await hashes([3, 2, 1, 0], 0), inOrder);
  engine.setPoolLimit(POOL_BYTES);
};

for (const clip of ['pgs.m2ts', 'dvb.ts', 'xsub.avi', 'ass.mkv'] as const) {
  test(`${clip}: segments are the same bytes in any order, warm and cold`, () => checkOrders(clip));
}

test('what nobody asks for changes no recipe', async () => {
  const title = await open(captionedClip('pgs.mkv'));
  const { video } = recipes(title, { rendition: smallest(title), container: 'ts' });
  assert.ok(video !== null && !('subtitle' in video));
});

/** What is drawn onto a real file, by ffmpeg in the middle of it. */
const checkCorpus = async (path: string): Promise<void> => {
  const title = await open(path);
  const [rung] = title.ladder;
  assert.ok(rung !== undefined);
  const choice = { rendition: burnedRendition(title, rung.name), container: 'ts' } as const;
  const { data } = await engine.segment(flawless(segmentRequest(title, choice, 0)));
  const [ours] = frames(['-i', '-'], rung.recipe, data).slice(-1);
  const chain = ['-filter_complex', '[0:v][0:s]overlay=(W-w)/2:(H-h)/2'];
  const all = frames(['-i', path, ...chain], rung.recipe);
  const nearest = Math.min(...all.map((theirs) => difference(ours, theirs)));
  assert.ok(nearest < SAME, `${nearest}`);
};

corpusTest('PGS for a wider film', 'h264-ac3-pgs.mkv', checkCorpus);
corpusTest('VobSub in MP4', 'h264-ac3-vobsub.mp4', checkCorpus);

/** A mark for each picture that shows a caption. */
const marksOf = async (path: string): Promise<string> => {
  const title = await open(path);
  const [rung] = title.ladder;
  assert.ok(rung !== undefined);
  const bare = await made(title, rung.name, rung.recipe);
  const ours = await made(title, burnedRendition(title, rung.name), rung.recipe);
  const differs = (a: Buffer, b: Buffer): boolean =>
    a.some((byte, at) => Math.abs(byte - (b[at] ?? 0)) > 40);
  return ours.map((picture, at) => (differs(picture, bare[at] ?? picture) ? '#' : '.')).join('');
};

corpusTest('XSUB, with all packets at its beginning', 'mpeg4-xsub.avi', async (path) => {
  assert.equal(await marksOf(path), '.##.#####.');
});

corpusTest('DVB, until it is cleared', 'mpeg2-dvbsub-tiny.ts', async (path) => {
  assert.equal(await marksOf(path), '#'.repeat(25) + '.'.repeat(5));
});
