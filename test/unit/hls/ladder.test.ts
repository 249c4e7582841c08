import assert from 'node:assert/strict';
import { test } from 'node:test';
import type * as engine from '../../../src/engine/types.ts';
import { audioRecipe, buildLadder, type LadderSource, shapeOf } from '../../../src/hls/ladder.ts';

const UNKNOWN = { range: 'unknown', primaries: 'unknown', transfer: 'unknown', matrix: 'unknown' };

const source = (over: Partial<LadderSource>): LadderSource => ({
  width: 1920,
  height: 1080,
  sampleAspect: { num: 1, den: 1 },
  rotation: 0,
  mirrored: false,
  frameRate: { num: 24, den: 1 },
  pixelFormat: 'yuv420p',
  colour: UNKNOWN,
  dynamicRange: 'sdr',
  peak: 0,
  dolbyVision: null,
  ...over,
});

/** Compiles only while the engine's streams fit in and its recipes come out. */
export const fitsTheEngine = (
  stream: engine.VideoStream,
  audio: engine.AudioStream,
): { video: engine.VideoRecipe[]; audio: engine.AudioRecipe } => ({
  video: buildLadder(stream, 'veryfast').map(({ recipe }) => ({
    ...recipe,
    stream: stream.index,
    progressive: true,
    shape: shapeOf(stream),
  })),
  audio: { ...audioRecipe(audio), stream: audio.index, start: 0, sourceRate: 48_000 },
});

const shape = (over: Partial<LadderSource>): string[] =>
  buildLadder(source(over), 'veryfast').map(
    ({ name, recipe }) => `${name.replace('p_h264', '')}=${recipe.width}x${recipe.height}`,
  );
const size = (width: number, height: number) => ({ width, height });

const cases: { name: string; over: Partial<LadderSource>; rungs: string }[] = [
  {
    name: '1080p',
    over: {},
    rungs: '1080=1920x1080 720=1280x720 480=854x480 360=640x360 240=426x240',
  },
  {
    name: 'a cinema picture',
    over: size(1920, 800),
    rungs: '1080=1920x800 720=1280x534 480=854x356 360=640x266 240=426x178',
  },
  {
    name: 'portrait by rotation',
    over: { rotation: 90 },
    rungs: '1080=1080x1920 720=720x1280 480=480x854 360=360x640 240=240x426',
  },
  {
    name: 'portrait by pixels',
    over: size(406, 720),
    rungs: '480=406x720 360=360x638 240=240x426',
  },
  {
    name: 'PAL 16:9',
    over: { ...size(720, 576), sampleAspect: { num: 64, den: 45 } },
    rungs: '720=1024x576 480=854x480 360=640x360 240=426x240',
  },
  {
    name: 'NTSC 4:3',
    over: { ...size(720, 480), sampleAspect: { num: 8, den: 9 } },
    rungs: '480=640x480 360=480x360 240=320x240',
  },
  {
    name: 'anamorphic and turned',
    over: { ...size(720, 576), sampleAspect: { num: 64, den: 45 }, rotation: 270 },
    rungs: '720=576x1024 480=480x854 360=360x640 240=240x426',
  },
  {
    name: 'an aspect of almost one',
    over: { ...size(1280, 720), sampleAspect: { num: 1280, den: 1281 } },
    rungs: '720=1280x720 480=852x480 360=640x360 240=426x240',
  },
  { name: 'barely above a box', over: size(644, 364), rungs: '480=644x364 240=424x240' },
  {
    name: 'a few lines above 720',
    over: size(1280, 800),
    rungs: '1080=1280x800 720=1152x720 480=768x480 360=576x360 240=384x240',
  },
  {
    name: '4K',
    over: size(3840, 2160),
    rungs:
      '2160=3840x2160 1440=2560x1440 1080=1920x1080 ' +
      '720=1280x720 480=854x480 360=640x360 240=426x240',
  },
  {
    name: '8K is fitted',
    over: size(7680, 3200),
    rungs:
      '2160=3840x1600 1440=2560x1066 1080=1920x800 ' +
      '720=1280x534 480=854x356 360=640x266 240=426x178',
  },
  {
    name: 'odd',
    over: size(1919, 1079),
    rungs: '1080=1918x1078 720=1280x720 480=854x480 360=640x360 240=426x240',
  },
  { name: 'below 240', over: size(320, 180), rungs: '240=320x180' },
  { name: 'one pixel', over: size(1, 1), rungs: '240=2x2' },
  { name: 'square', over: size(480, 480), rungs: '480=480x480 360=360x360 240=240x240' },
  {
    name: 'unknown aspect',
    over: { ...size(640, 360), sampleAspect: { num: 0, den: 1 } },
    rungs: '360=640x360 240=426x240',
  },
];
for (const { name, over, rungs } of cases) {
  test(`ladder: ${name}`, () => {
    assert.equal(shape(over).join(' '), rungs);
  });
}

test('rates, quality and nominal frame rate', () => {
  const [top, , , , low] = buildLadder(source({}), 'fast');
  assert.deepEqual(
    [top?.recipe.maxRate, top?.recipe.bufferSize, top?.recipe.crf],
    [10e6, 10e6, 21],
  );
  assert.deepEqual([low?.recipe.maxRate, low?.recipe.crf, low?.recipe.preset], [6e5, 23, 'fast']);
  const rates = [
    { num: 24_000, den: 1001, to: [24_000, 1001], maxRate: 10e6 },
    { num: 32, den: 1, to: [32, 1], maxRate: 10e6 },
    { num: 60_000, den: 1001, to: [60_000, 1001], maxRate: 14e6 },
    { num: 120, den: 1, to: [60, 1], maxRate: 14e6 },
    { num: 0, den: 1, to: [30, 1], maxRate: 10e6 },
    { num: 0, den: 0, to: [30, 1], maxRate: 10e6 },
  ];
  for (const { num, den, to, maxRate } of rates) {
    const frameRate = { num, den };
    const recipe = buildLadder(source({ frameRate }), 'fast')[0]?.recipe;
    assert.deepEqual([recipe?.frameRate.num, recipe?.frameRate.den], to);
    assert.equal(recipe?.maxRate, maxRate);
    assert.equal(recipe?.frameRateCap, num > 61 * den ? 60 : 0);
  }
});

const bt709 = { primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' };
const bt601 = { primaries: 'smpte170m', transfer: 'smpte170m', matrix: 'smpte170m' };
const pal = { primaries: 'bt470bg', transfer: 'smpte170m', matrix: 'bt470bg' };
const colourCases: { name: string; over: Partial<LadderSource>; colour: object }[] = [
  { name: 'HD', over: {}, colour: bt709 },
  { name: 'wide', over: size(1280, 534), colour: bt709 },
  { name: 'SD', over: size(640, 360), colour: bt601 },
  { name: 'PAL', over: { ...size(720, 576), frameRate: { num: 25, den: 1 } }, colour: pal },
  { name: '576 lines of film', over: size(1024, 576), colour: bt601 },
  { name: 'named', over: { ...size(640, 360), colour: { range: 'pc', ...bt709 } }, colour: bt709 },
  {
    name: 'half named',
    over: { colour: { ...UNKNOWN, matrix: 'smpte170m' } },
    colour: { ...bt709, matrix: 'smpte170m' },
  },
  {
    name: 'RGB',
    over: {
      pixelFormat: 'gbrp',
      colour: { range: 'pc', primaries: 'bt470m', transfer: 'linear', matrix: 'gbr' },
    },
    colour: bt709,
  },
  {
    name: 'palette',
    over: { ...size(320, 200), pixelFormat: 'pal8', colour: { range: 'pc', ...bt709 } },
    colour: bt601,
  },
  {
    name: 'unusual matrix',
    over: { colour: { range: 'tv', ...bt709, matrix: 'ycgco' } },
    colour: bt709,
  },
  { name: 'HDR', over: { ...size(640, 360), dynamicRange: 'pq' }, colour: bt709 },
  {
    name: 'BT.2020',
    over: { ...size(640, 360), colour: { ...UNKNOWN, primaries: 'bt2020' } },
    colour: bt709,
  },
];
for (const { name, over, colour } of colourCases) {
  test(`colour: ${name}, the same on all rungs`, () => {
    for (const { recipe } of buildLadder(source(over), 'fast')) {
      assert.deepEqual(recipe.colour, { range: 'tv', ...colour });
    }
  });
}

test('audio recipes', () => {
  const stereo = { channels: 2, bitRate: 160_000 };
  const table = [
    { sampleRate: 44_100, channels: 2, to: { sampleRate: 44_100, ...stereo } },
    { sampleRate: 22_050, channels: 6, to: { sampleRate: 44_100, ...stereo } },
    { sampleRate: 96_000, channels: 0, to: { sampleRate: 48_000, ...stereo } },
    { sampleRate: 32_000, channels: 1, to: { sampleRate: 48_000, channels: 1, bitRate: 80_000 } },
  ];
  for (const { to, ...from } of table) {
    assert.deepEqual(audioRecipe(from), to);
  }
});

test('random sources: even, inside their box, never above the source, strictly smaller', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const width = 1 + ((seed * 7919) % 8000);
    const height = 1 + ((seed * 104_729) % 5000);
    const rungs = buildLadder(
      source({ ...size(width, height), rotation: (seed % 4) * 90 }),
      'fast',
    );
    assert.ok(rungs.length >= 1);
    const turned = seed % 2 === 1;
    let above = Number.POSITIVE_INFINITY;
    for (const { box, recipe } of rungs) {
      const name = `${width}x${height} in ${box}: ${recipe.width}x${recipe.height}`;
      assert.ok(recipe.width % 2 === 0 && recipe.height % 2 === 0, name);
      assert.ok(recipe.width >= 2 && recipe.height >= 2, name);
      assert.ok(Math.min(recipe.width, recipe.height) <= box, name);
      assert.ok(recipe.width <= Math.max(2, turned ? height : width), name);
      assert.ok(recipe.height <= Math.max(2, turned ? width : height), name);
      assert.ok(recipe.width * recipe.height < above, name);
      above = recipe.width * recipe.height;
    }
  }
});
