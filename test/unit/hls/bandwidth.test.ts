import assert from 'node:assert/strict';
import test from 'node:test';
import {
  audioBandwidth,
  bandwidth,
  copiedBandwidth,
  densest,
  whole,
} from '../../../src/hls/bandwidth.ts';

const S = 90_000;

test('bandwidth bounds every segment, packet by packet', () => {
  const recipe = { maxRate: 600_000, bufferFill: 240_000 };
  for (const [length, gops] of [
    [0.5, 1],
    [1, 1],
    [1.5, 2],
    [2, 2],
    [3, 3],
  ] as const) {
    // The worst that VBV allows; headers of 33 and 29 bytes and up to 183 of stuffing a PES.
    const pictures = 60 * length;
    const bytes = (gops * recipe.bufferFill + recipe.maxRate * length) / 8;
    const video = (bytes + pictures * (33 + 183)) / 184;
    const audio = (length * (160_000 / 8 + 48 * (29 + 183))) / 184;
    const bits = (Math.ceil(video) + Math.ceil(audio) + 62) * 188 * 8;
    const bound = bandwidth(recipe, { ticks: length * S, gops }, 160_000, 'ts');
    assert.ok(bound >= bits / length, `${length} s: ${bound} < ${bits / length}`);
    assert.ok(bound > bandwidth(recipe, { ticks: length * S, gops }, 160_000, 'fmp4'));
  }
});

test('the densest segment has the most GOPs a second', () => {
  assert.deepEqual(densest([0, S, 2 * S, 4 * S]), { ticks: S, gops: 1 });
  assert.deepEqual(densest([0, 0.9 * S, 2.4 * S]), { ticks: 1.5 * S, gops: 2 });
  assert.deepEqual(densest([0, 1]), { ticks: 1, gops: 1 });
});

test('all segments as one', () => {
  assert.deepEqual(whole([0, S, 2.5 * S, 4.5 * S]), { ticks: 4.5 * S, gops: 5 });
});

test('sound alone: frames of 1024 samples, each in its own PES', () => {
  const bits = (160_000 / 8 + 48 * (29 + 183)) * 8 + 62 * 188 * 8;
  assert.ok(audioBandwidth(160_000, { ticks: S, gops: 1 }, 'ts') >= bits);
});

const copied = (boundaries: number[], bytes: number[]) => ({
  cuts: {
    boundaries: boundaries.map((it) => it * 90_000),
    from: bytes.map((_, at) => at),
    bytes,
    independent: true,
  },
  pictureRate: 25,
});

test('copiedBandwidth: the densest run of half to one and a half target durations', () => {
  // 1 s is too short to count alone; with either neighbour it is 5 s.
  const facts = copied([0, 4, 5, 9], [1_000_000, 1_000_000, 500_000]);
  const { peak, average } = copiedBandwidth(facts, 0, 'fmp4');
  assert.ok(peak >= (8 * 2_000_000) / 5 && peak < 1.01 * ((8 * 2_000_000) / 5), `${peak}`);
  assert.ok(average >= (8 * 2_500_000) / 9 && average < 1.01 * ((8 * 2_500_000) / 9));
});

test('copiedBandwidth: a single segment is a run of its own', () => {
  const { peak, average } = copiedBandwidth(copied([0, 1], [100_000]), 0, 'ts');
  assert.equal(peak, average);
});

test('copiedBandwidth: sound and the container are in it', () => {
  const facts = copied([0, 4, 8], [1_000_000, 1_000_000]);
  const silent = copiedBandwidth(facts, 0, 'ts').peak;
  assert.ok(copiedBandwidth(facts, 384_000, 'ts').peak > silent + 384_000);
  assert.ok(silent > copiedBandwidth(facts, 0, 'fmp4').peak, 'transport packets have headers');
});
