import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Ticks } from '../../../src/core/ticks.ts';
import { buildGrid, type GridInput } from '../../../src/hls/grid.ts';

const S = 90_000; // ticks in a second
const TARGETS = { copy: 4 * S, transcode: 2 * S, first: S };
const UNKNOWN = { num: 0, den: 1 };

const input = (over: Partial<GridInput>): GridInput => ({
  duration: 10 * S,
  keyframes: [],
  frames: [],
  frameRate: UNKNOWN,
  constantRate: false,
  videoStart: 0,
  targets: TARGETS,
  ...over,
});

const seconds = (...values: number[]): Ticks[] => values.map((value) => Math.round(value * S));

/** Frame times of a constant rate, rounded as containers and the grid do. */
const frameTimes = (num: number, den: number, duration: Ticks, start = 0): Ticks[] => {
  const times: Ticks[] = [];
  for (let n = 0; ; n++) {
    const time = start + Math.round((n * S * den) / num);
    if (time >= duration) {
      return times;
    }
    times.push(time);
  }
};

const at = (list: readonly number[], index: number): number => {
  const value = list.at(index);
  assert.ok(value !== undefined, `nothing at ${index}`);
  return value;
};

const every = (times: readonly Ticks[], step: number): Ticks[] =>
  times.filter((_, index) => index % step === 0);

/** A segment without a frame lies in a gap that is longer than the target, or before the video. */
const assertOnlyGapsAreEmpty = (cuts: readonly Ticks[], frames: readonly Ticks[], name: string) => {
  let n = 0;
  for (let i = 1; i < cuts.length; i++) {
    const [from, to] = [at(cuts, i - 1), at(cuts, i)];
    while (n < frames.length && at(frames, n) < from) {
      n++;
    }
    const before = n > 0 ? at(frames, n - 1) : -Infinity;
    const after = n < frames.length ? at(frames, n) : Infinity;
    assert.ok(after < to || after - before > 2 * S, `${name}: nothing in ${from} to ${to}`);
  }
};

/** What holds for every grid of the usual targets; returns the grid. */
const checked = (over: Partial<GridInput>, name: string) => {
  const given = input(over);
  const end = Math.max(1, given.duration);
  const grid = buildGrid(given);
  for (const boundaries of [grid.transcode, grid.copy]) {
    if (boundaries === grid.copy && boundaries.length === 0) {
      continue;
    }
    assert.equal(boundaries[0], 0, name);
    assert.equal(boundaries.at(-1), end, name);
    assert.ok(boundaries.length >= 2, name);
    for (let i = 1; i < boundaries.length; i++) {
      const length = at(boundaries, i) - at(boundaries, i - 1);
      assert.ok(Number.isSafeInteger(length), name);
      assert.ok(length >= Math.min(S / 2, end), `${name}: ${length} at ${boundaries[i - 1]}`);
      if (boundaries === grid.transcode) {
        assert.ok(length <= 3 * S, `${name}: ${length} at ${boundaries[i - 1]}`);
      }
    }
  }
  const transcode = new Set(grid.transcode);
  const keys = new Set(Array.from(given.keyframes));
  for (const cut of grid.copy) {
    assert.ok(transcode.has(cut), `${name}: ${cut} is no transcode boundary`);
    assert.ok(cut === 0 || cut === end || keys.has(cut), `${name}: ${cut} is no key frame`);
  }
  if (given.frames.length > 0) {
    const frames = Array.from(given.frames);
    const known = new Set(frames);
    for (const cut of grid.transcode.slice(1, -1)) {
      const alone = frames.every((time) => Math.abs(time - cut) >= S / 2);
      assert.ok(known.has(cut) || alone, `${name}: ${cut} is beside a frame`);
    }
    assertOnlyGapsAreEmpty(grid.transcode, frames, name);
  }
  return grid;
};

const copyCases = [
  { name: 'no index, no copy', keyframes: [], end: 10, copy: [] },
  { name: 'one key frame, one segment', keyframes: [0], end: 10, copy: [0, 10] },
  {
    name: 'merged to the target',
    keyframes: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
    end: 10,
    copy: [0, 4, 8, 10],
  },
  {
    name: 'nearly the target is enough',
    keyframes: [0, 3.99, 7.98],
    end: 12,
    copy: [0, 3.99, 7.98, 12],
  },
  { name: 'far less is not', keyframes: [0, 3.4, 6.8], end: 12, copy: [0, 6.8, 12] },
  {
    name: 'a key frame near the start',
    keyframes: [0.08, 4.08, 8.08],
    end: 12,
    copy: [0, 4.08, 8.08, 12],
  },
  { name: 'a key frame at the very end', keyframes: [0, 5, 10], end: 10, copy: [0, 5, 10] },
  { name: 'a tiny rest joins its neighbour', keyframes: [0, 5, 10], end: 10.3, copy: [0, 5, 10.3] },
  { name: 'a tiny rest joins even a long one', keyframes: [0, 10], end: 10.3, copy: [0, 10.3] },
  { name: 'a short rest joins a short one', keyframes: [0, 4, 8], end: 9.5, copy: [0, 4, 9.5] },
  { name: 'a short rest stays beside a long one', keyframes: [0, 10], end: 11, copy: [0, 10, 11] },
  { name: 'outside the video', keyframes: [-5, -1, 0, 5, 11, 20], end: 10, copy: [0, 5, 10] },
  { name: 'only beyond the end: no index', keyframes: [20, 24], end: 10, copy: [] },
  { name: 'only before the start', keyframes: [-2], end: 10, copy: [0, 10] },
  { name: 'long GOPs stay whole', keyframes: [0, 10.4, 20.8], end: 26, copy: [0, 10.4, 20.8, 26] },
];
for (const { name, keyframes, end, copy } of copyCases) {
  test(`copy grid: ${name}`, () => {
    const over = { keyframes: seconds(...keyframes), duration: Math.round(end * S) };
    assert.deepEqual(checked(over, name).copy, seconds(...copy));
  });
}

const rate25 = { frameRate: { num: 25, den: 1 }, constantRate: true };
const transcodeCases = [
  {
    name: 'plain ticks when nothing is known',
    over: { duration: 9 * S },
    cuts: [0, 1, 2, 4, 6, 9],
  },
  { name: 'two seconds after the opening', over: {}, cuts: [0, 1, 2, 4, 6, 8, 10] },
  {
    name: 'a rest up to 1.5 × the target stays whole',
    over: { duration: 10.9 * S },
    cuts: [0, 1, 2, 4, 6, 8, 10.9],
  },
  { name: 'a duration of nothing', over: { duration: 0 }, cuts: [0, 1 / S] },
  { name: 'one tick', over: { duration: 1, keyframes: [0], frames: [0] }, cuts: [0, 1 / S] },
  { name: 'less than half a second', over: { duration: 0.4 * S, keyframes: [0] }, cuts: [0, 0.4] },
  { name: 'no room for an opening', over: { duration: 1.6 * S }, cuts: [0, 1.6] },
  { name: 'room for one opening segment', over: { duration: 2.5 * S }, cuts: [0, 1, 2.5] },
  {
    name: 'GOPs are split evenly',
    over: { keyframes: seconds(0, 7, 14), duration: 14 * S },
    cuts: [0, 1, 2, 11 / 3, 16 / 3, 7, 8.75, 10.5, 12.25, 14],
  },
  {
    name: 'a near key frame is taken',
    over: { keyframes: seconds(0, 2.3, 4), duration: 8 * S },
    cuts: [0, 1, 2, 4, 6, 8],
  },
  {
    name: 'keys inside a merged piece',
    over: { keyframes: seconds(0, 3.4, 5.3, 7.3), duration: 7.3 * S },
    cuts: [0, 1, 2, 3.4, 5.3, 7.3],
  },
  {
    name: 'grid of a constant rate',
    over: { ...rate25, videoStart: 0.01 * S },
    cuts: [0, 1.01, 2.01, 4.01, 6.01, 8.01, 10],
  },
  {
    name: 'late video: the opening shows it',
    over: { ...rate25, videoStart: 1.5 * S },
    cuts: [0, 2.5, 3.5, 5.5, 7.5, 10],
  },
];
for (const { name, over, cuts } of transcodeCases) {
  test(`transcode grid: ${name}`, () => {
    assert.deepEqual(checked(over, name).transcode, seconds(...cuts));
  });
}

test('23.976 and 29.97: every cut is an exact frame time for hours', () => {
  for (const num of [24_000, 30_000, 60_000]) {
    const duration = 3 * 3600 * S;
    const frames = new Set(frameTimes(num, 1001, duration));
    const over = { duration, frameRate: { num, den: 1001 }, constantRate: true };
    const { transcode } = checked(over, `${num}/1001`);
    assert.ok(transcode.slice(0, -1).every((cut) => frames.has(cut)));
    assert.ok(transcode.length > 5000);
  }
});

test('scene-cut key frames up to 10.4 s apart at 24 fps (sintel)', () => {
  const frames = frameTimes(24, 1, 52 * S);
  const keyframes = [0, 27, 79, 249, 260, 490, 500, 740, 989, 1100].map((n) => at(frames, n));
  const grid = checked({ duration: 52 * S, frames, keyframes }, 'sintel');
  assert.deepEqual(
    grid.copy,
    [0, 249, 490, 740, 989, 1100, 1248].map((n) => (n * S) / 24),
  );
  assert.deepEqual(
    grid.transcode.slice(0, 3),
    [0, 27, 51].map((n) => (n * S) / 24),
  );
});

test('five minutes of 10.4 s GOPs; 25 s GOPs at 10 fps; one key frame', () => {
  const cases = [
    { fps: 25, gop: 260, duration: 300 * S },
    { fps: 10, gop: 250, duration: 131 * S },
    { fps: 30, gop: 1e9, duration: 61 * S },
  ];
  for (const { fps, gop, duration } of cases) {
    const frames = frameTimes(fps, 1, duration);
    const keyframes = every(frames, gop);
    const grid = checked({ duration, frames, keyframes }, `${fps} fps, ${gop}`);
    assert.equal(grid.copy.length, Math.ceil(duration / (gop * (S / fps))) + 1);
    const lengths = grid.transcode.slice(1).map((cut, i) => cut - at(grid.transcode, i));
    assert.ok(lengths.slice(2, -1).every((length) => length >= 1.6 * S && length <= 2.4 * S));
  }
});

test('all-intra: pieces of exactly the targets', () => {
  const frames = frameTimes(25, 1, 20 * S);
  const grid = checked({ duration: 20 * S, frames, keyframes: frames }, 'intra');
  assert.deepEqual(grid.copy, seconds(0, 4, 8, 12, 16, 20));
  assert.deepEqual(grid.transcode, seconds(0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20));
});

test('a screen recording with gaps of 1.57 s is cut on its frames', () => {
  const next = seededInts(7);
  const frames = [0];
  while (at(frames, -1) < 120 * S) {
    frames.push(at(frames, -1) + (next(5) === 0 ? Math.round(1.57 * S) : 1500 + next(6000)));
  }
  const keyframes = every(frames, 60);
  const duration = at(frames, -1) + 3000;
  const { transcode } = checked({ duration, frames, keyframes }, 'vfr');
  const known = new Set(frames);
  assert.ok(transcode.slice(0, -1).every((cut) => known.has(cut)));
});

test('one frame a second: every segment begins with one', () => {
  const frames = frameTimes(1, 1, 60 * S);
  const { transcode } = checked(
    { duration: 60 * S, frames, keyframes: every(frames, 25) },
    '1 fps',
  );
  assert.ok(transcode.every((cut) => cut % S === 0));
  assert.deepEqual(transcode.slice(0, 4), seconds(0, 1, 2, 4));
});

test('a slide show: cuts on its pictures, and between them no longer than allowed', () => {
  const frames = seconds(0, 20.3, 40.1, 47);
  const { transcode } = checked({ duration: 60 * S, frames, keyframes: frames }, 'slides');
  for (const frame of frames) {
    assert.ok(transcode.includes(frame));
  }
});

test('audio only: uniform', () => {
  const { copy, transcode } = checked({ duration: 3600 * S }, 'audio');
  assert.equal(copy.length, 0);
  assert.equal(transcode.length, 1802);
  assert.ok(transcode.slice(2).every((cut) => cut % (2 * S) === 0));
});

test('times out of order or doubled give the same grid', () => {
  const frames = frameTimes(24, 1, 60 * S);
  const keyframes = every(frames, 60);
  const sorted = buildGrid(input({ duration: 60 * S, frames, keyframes }));
  const shuffled = input({
    duration: 60 * S,
    frames: Float64Array.from([...frames, ...frames].reverse()),
    keyframes: Float64Array.from([...keyframes, ...keyframes].reverse()),
  });
  assert.deepEqual(buildGrid(shuffled), sorted);
});

test('hostile durations and rates neither hang nor drift', () => {
  const duration = 2 ** 52;
  const rates = [
    { num: 1, den: 2 ** 40 },
    { num: 2 ** 40, den: 1 },
    { num: -1, den: 0 },
  ];
  for (const frameRate of rates) {
    const over = { duration, frameRate, constantRate: true, keyframes: [0, 4 * S, 1e12] };
    const { transcode } = buildGrid(input(over));
    assert.ok(transcode.length < 300_000);
    assert.equal(transcode.at(-1), duration);
    checked({ ...over, duration: 100 * S }, `rate ${frameRate.num}/${frameRate.den}`);
  }
  checked({ keyframes: Array.from({ length: 50_000 }, (_, n) => n * 20) }, 'thousands a second');
});

test('ten hours at 60 fps take milliseconds', () => {
  const duration = 36_000 * S;
  const frames = Float64Array.from({ length: 36_000 * 60 }, (_, n) => n * 1500);
  const keyframes = frames.filter((_, n) => n % 120 === 0);
  const started = performance.now();
  const { transcode } = buildGrid(input({ duration, frames, keyframes }));
  const took = performance.now() - started;
  assert.ok(transcode.length > 17_000);
  assert.ok(took < 250, `${took} ms`); // about 15 ms on an idle core
});

test('any input makes a valid grid, the same each time', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const next = seededInts(seed);
    const over = randomInput(next);
    const grid = checked(over, `seed ${seed}`);
    assert.deepEqual(buildGrid(input(over)), grid);
  }
});

/** Rates from slide shows to bursts, sparse and dense keys, late starts, times beyond the end. */
const randomInput = (next: (limit: number) => number) => {
  const duration = next(8) === 0 ? next(S) : next(180 * S);
  const videoStart = next(3) === 0 ? next(5 * S) : 0;
  const gap = at([1500, 3750, 9000, S, 6 * S], next(5));
  const frames: Ticks[] = [];
  for (let time = videoStart; time < duration + next(S); ) {
    frames.push(time);
    time += next(4) === 0 ? 1 + next(gap * 3) : gap;
  }
  const keyEvery = 1 + next(at([2, 30, 600], next(3)));
  return {
    duration,
    videoStart,
    keyframes: next(4) === 0 ? [] : every(frames, keyEvery),
    frames: next(3) === 0 ? [] : frames,
    frameRate: { num: next(60_000), den: 1001 },
    constantRate: next(2) === 0,
  };
};

/** Integers in [0, limit): a small generator (mulberry32), so that failures repeat. */
function seededInts(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 2 ** 32) * Math.max(1, limit));
  };
}
