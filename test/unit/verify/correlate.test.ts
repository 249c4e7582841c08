import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLag } from '../../../src/verify/correlate.ts';
import { correlation } from '../../../src/verify/fft.ts';
import { seededInts } from '../../support/seeded-ints.ts';

const noise = (seed: number, length: number): Float32Array => {
  const next = seededInts(seed);
  return new Float32Array(length).map(() => next(20_001) / 10_000 - 1);
};

test('correlation: the same as the sums written out', () => {
  const [long, short] = [noise(1, 50), noise(2, 20)];
  for (const [lag, sum] of correlation(long, short).entries()) {
    const plain = short.reduce((total, value, i) => total + value * (long[i + lag] ?? 0), 0);
    assert.ok(Math.abs(sum - plain) < 1e-6, `lag ${lag}`);
  }
});

const REACH = 256;
const LENGTH = 4000;

test('findLag: finds every lag, whatever the volume', () => {
  const whole = noise(3, LENGTH + 4 * REACH);
  const source = whole.subarray(2 * REACH, 2 * REACH + LENGTH);
  for (const lag of [0, 1, -1, 37, -200, REACH, -REACH]) {
    const from = REACH - lag;
    const made = whole.subarray(from, from + LENGTH + 2 * REACH).map((value) => value * 0.3);
    const found = findLag(made, source, REACH);
    assert.equal(found.samples, lag);
    assert.ok(found.likeness > 0.999);
  }
});

test('findLag: of a tone the nearest period counts', () => {
  const tone = (from: number, length: number): Float32Array =>
    new Float32Array(length).map((_, i) => Math.sin((from + i) / 5));
  const source = tone(0, LENGTH);
  assert.equal(findLag(tone(-REACH, LENGTH + 2 * REACH), source, REACH).samples, 0);
  assert.equal(findLag(tone(-REACH - 3, LENGTH + 2 * REACH), source, REACH).samples, 3);
});

test('findLag: other sound and silence are not alike', () => {
  const made = noise(5, LENGTH + 2 * REACH);
  assert.ok(findLag(made, noise(6, LENGTH), REACH).likeness < 0.2);
  assert.ok(findLag(made.fill(0), noise(6, LENGTH), REACH).likeness < 0.01);
});
