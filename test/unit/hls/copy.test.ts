import assert from 'node:assert/strict';
import test from 'node:test';
import { chosenCuts, copyCuts, cutTimes, usableTimes } from '../../../src/hls/copy.ts';

const S = 90_000;
const seconds = (...list: number[]): Float64Array => Float64Array.from(list, (it) => it * S);
const MIB = 1024 * 1024;

const looks = (kinds: readonly number[], sizes: readonly number[] = kinds.map(() => 1000)) => ({
  refusal: null,
  kinds,
  sizes,
});

test('cutTimes: the first key frame and the boundaries behind it', () => {
  const copy = [0, 4 * S, 8 * S, 12 * S];
  assert.deepEqual(cutTimes(copy, seconds(0, 4, 8)), seconds(0, 4, 8));
  assert.deepEqual(cutTimes(copy, seconds(0.5, 4, 8)), seconds(0.5, 4, 8));
  assert.deepEqual(cutTimes(copy, seconds(4, 8)), seconds(4, 8), 'nothing to show before it');
  assert.deepEqual(cutTimes([], new Float64Array()), new Float64Array());
});

test('copyCuts: every key frame that was looked at is a boundary', () => {
  const cuts = copyCuts(seconds(0, 4, 8), 12 * S, looks([0, 0, 0], [1, 2, 3]));
  const boundaries = [0, 4 * S, 8 * S, 12 * S];
  assert.deepEqual(cuts, { boundaries, from: [0, 1, 2], bytes: [1, 2, 3], independent: true });
});

test('copyCuts: a video that begins late is cut at zero, too', () => {
  const cuts = copyCuts(seconds(0.5, 4), 8 * S, looks([0, 0]));
  assert.deepEqual(typeof cuts !== 'string' && cuts.boundaries, [0, 4 * S, 8 * S]);
});

test('copyCuts: what may not be cut at joins the segment before it', () => {
  const cuts = copyCuts(seconds(0, 4, 8, 12), 16 * S, looks([0, 2, 0, 2], [1, 2, 3, 4]));
  const boundaries = [0, 8 * S, 16 * S];
  assert.deepEqual(cuts, { boundaries, from: [0, 2], bytes: [3, 7], independent: true });
});

test('copyCuts: an open cut makes the rendition dependent, at the very start it does not', () => {
  const independent = (kinds: readonly number[]): boolean => {
    const cuts = copyCuts(seconds(0, 4, 8), 12 * S, looks(kinds));
    return typeof cuts !== 'string' && cuts.independent;
  };
  assert.equal(independent([0, 1, 0]), false);
  assert.equal(independent([1, 0, 0]), true);
});

test('of all key frames of a file those are cut at that a grid has chosen', () => {
  const times = seconds(1, 2, 3, 4, 5, 6);
  const all = looks([0, 0, 2, 0, 1, 0], [1, 2, 3, 4, 5, 6]);
  assert.deepEqual(usableTimes(times, all), seconds(1, 2, 4, 5, 6));
  const cuts = copyCuts(times, 7 * S, chosenCuts(times, all, [0, 4 * S, 7 * S]));
  const boundaries = [0, 4 * S, 7 * S];
  assert.deepEqual(cuts, { boundaries, from: [0, 3], bytes: [6, 15], independent: true });
});

test('copyCuts: refusals in words', () => {
  const times = seconds(0, 4, 8, 12);
  const refused = (kinds: number[], sizes?: number[], end = 16 * S): unknown =>
    copyCuts(times, end, looks(kinds, sizes));
  assert.match(String(refused([2, 0, 0, 0])), /stands alone/);
  assert.match(String(refused([0, 2, 2, 2])), /16\.0 s without a picture to cut at; 12 s/);
  assert.equal(typeof refused([0, 2, 2, 0]), 'object', '12 s are allowed');
  assert.match(String(refused([0, 0, 0, 0], [1, 33 * MIB, 1, 1])), /33 MB without.*; 32/);
  assert.equal(typeof refused([0, 0, 0, 0], [1, 32 * MIB, 1, 1]), 'object');
  const all = copyCuts(times, 16 * S, { ...looks([0, 0, 0, 0]), refusal: 'it has intra refresh' });
  assert.equal(all, 'it has intra refresh');
});
