import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexesOf, layoutOf, rangeOf, stepFrom } from '../../../src/web/list/window.ts';

test('columns make posters about as wide as they should be', () => {
  for (const [width, rem, columns] of [
    [358, 15, 3],
    [736, 16, 4],
    [1270, 16, 7],
    [1824, 16, 10],
    [1728, 26, 6],
  ] as const) {
    const layout = layoutOf(width, rem);
    assert.equal(layout.columns, columns, `${width} at ${rem}`);
    const right = (columns - 1) * layout.step + layout.width;
    assert.ok(Math.abs(right - width) < 0.01, 'the last one ends where the list ends');
    assert.ok(layout.rowHeight > 1.5 * layout.width);
  }
});

const layout = { columns: 5, width: 150, step: 160, rowHeight: 300 };
const LIST = 10_000;

test('what is near the screen is made, however long the list is', () => {
  const height = 900;
  assert.deepEqual(rangeOf(layout, LIST, { top: 200, height }), { from: 0, to: 25 });
  assert.deepEqual(rangeOf(layout, LIST, { top: -3000, height }), { from: 40, to: 75 });
  assert.deepEqual(rangeOf(layout, 7, { top: 0, height }), { from: 0, to: 7 });
  assert.deepEqual(rangeOf(layout, 0, { top: 0, height }), { from: 0, to: 0 });
  const rows = LIST / layout.columns;
  const { from, to } = rangeOf(layout, LIST, { top: height - rows * 300, height });
  assert.equal(to, LIST);
  assert.ok(to - from < 60);
});

test('what has the focus stays, wherever the list is scrolled to', () => {
  const range = { from: 40, to: 43 };
  assert.deepEqual(indexesOf(range, [], LIST), [40, 41, 42]);
  assert.deepEqual(indexesOf(range, [41], LIST), [40, 41, 42]);
  assert.deepEqual(indexesOf(range, [90, 3], LIST), [3, 40, 41, 42, 90]);
  assert.deepEqual(indexesOf(range, [90, 90], LIST), [40, 41, 42, 90]);
  assert.deepEqual(indexesOf({ from: 0, to: 2 }, [5], 2), [0, 1], 'unless it is gone');
});

test('arrows stay in the list until its edge, and reach its last row', () => {
  const step = (index: number, way: 'up' | 'down' | 'left' | 'right'): number | null =>
    stepFrom(index, way, 5, 12);
  assert.deepEqual([step(3, 'up'), step(8, 'up')], [null, 3]);
  assert.deepEqual([step(1, 'down'), step(8, 'down'), step(11, 'down')], [6, 11, null]);
  assert.deepEqual([step(5, 'left'), step(6, 'left')], [null, 5]);
  assert.deepEqual([step(4, 'right'), step(11, 'right'), step(6, 'right')], [null, null, 7]);
});
