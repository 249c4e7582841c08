import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tintOf } from '../../../src/web/data/tint.ts';

for (const [colour, hue, chroma] of [
  ['#201010', 0, 33],
  ['#102010', 120, 33],
  ['#10101f', 240, 32],
  ['#ff00ff', 300, 45],
  ['#808080', 0, 0],
  ['#ffffff', 0, 0],
] as const) {
  test(`the tint of ${colour}`, () => assert.deepEqual(tintOf('a', colour), { hue, chroma }));
}

test('what has no colour yet has one by its id, the same wherever it stands', () => {
  assert.deepEqual(tintOf('a', null), tintOf('a', null));
  assert.notEqual(tintOf('a', null).hue, tintOf('b', null).hue);
});
