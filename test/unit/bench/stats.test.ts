import assert from 'node:assert/strict';
import { test } from 'node:test';
import { median, pairedRatio, quantile } from '../../../bench/stats.ts';

const medians: { values: number[]; is: number }[] = [
  { values: [], is: Number.NaN },
  { values: [7], is: 7 },
  { values: [3, 1], is: 2 },
  { values: [10, 1, 2], is: 2 },
  { values: [100, 9, 8, 7], is: 8.5 },
];
for (const { values, is } of medians) {
  test(`median of [${values}] is ${is}`, () => {
    const before = [...values];
    assert.equal(median(values), is);
    assert.deepEqual(values, before, 'the values stay as they are');
  });
}

test('pairedRatio: a round that is slow for both counts like any other', () => {
  const { values, ...rest } = pairedRatio([1, 20, 3], [2, 20, 4]);
  assert.deepEqual(values, [0.5, 1, 0.75]);
  assert.deepEqual(rest, { median: 0.75, least: 0.5, most: 1 });
});

test('pairedRatio: the median of ratios is not the ratio of medians', () => {
  assert.equal(pairedRatio([1, 2, 9], [1, 4, 3]).median, 1);
});

test('pairedRatio refuses what are no pairs', () => {
  assert.throws(() => pairedRatio([1], [1, 2]), /no pairs/);
});

test('a quantile is a value that was measured', () => {
  const values = Array.from({ length: 100 }, (_, index) => index);
  assert.deepEqual(
    [0.5, 0.95, 0.99, 1].map((part) => quantile(values, part)),
    [50, 95, 99, 99],
  );
  assert.equal(quantile([7], 0.99), 7);
  assert.ok(Number.isNaN(quantile([], 0.5)));
});
