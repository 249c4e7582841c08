import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Direction, distance } from '../../../src/web/focus.ts';
import { shift } from '../../../src/web/reveal.ts';

const view = { top: 100, bottom: 900 };

const cases: [name: string, top: number, bottom: number, by: number][] = [
  ['what is seen stays', 100, 900, 0],
  ['what is above comes down', 40, 300, -60],
  ['what is below comes up', 700, 1000, 100],
  ['what is too high shows its top', 200, 1400, 100],
];

for (const [name, top, bottom, by] of cases) {
  test(name, () => assert.equal(shift({ top, bottom }, view), by));
}

const box = (left: number, top: number, width: number, height: number) => ({
  ...{ left, top },
  ...{ right: left + width, bottom: top + height },
});

const BUTTON = box(1009, 631, 109, 55);

const ways: [what: string, to: ReturnType<typeof box>, direction: Direction, isThere: boolean][] = [
  ['a bar that it has grown over lies above', box(64, 598, 1152, 34), 'up', true],
  ['so does what is far above', box(52, 28, 54, 54), 'up', true],
  ['what is beside it does not', box(900, 632, 100, 53), 'up', false],
  ['nor what lies behind it', box(64, 620, 1152, 34), 'up', false],
  ['a neighbour that it has grown over is beside it', box(904, 632, 107, 53), 'left', true],
  ['what is in another row is not', box(904, 28, 107, 53), 'left', false],
];

for (const [what, to, direction, isThere] of ways) {
  test(what, () => assert.equal(distance(BUTTON, to, direction) !== null, isThere));
}

test('the nearest above counts, not one that is as far aside', () => {
  const [near, far] = [box(64, 598, 1152, 34), box(1000, 28, 54, 54)];
  assert.ok((distance(BUTTON, near, 'up') ?? 1e9) < (distance(BUTTON, far, 'up') ?? 0));
});
