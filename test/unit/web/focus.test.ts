import assert from 'node:assert/strict';
import { test } from 'node:test';
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
