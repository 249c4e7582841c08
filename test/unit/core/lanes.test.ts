import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { inLanes } from '../../../src/core/lanes.ts';

test('all items in their order, and no more at once than are allowed', async () => {
  const begun: number[] = [];
  let [running, most] = [0, 0];
  await inLanes([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    most = Math.max(most, ++running);
    await turn();
    running--;
  });
  assert.deepEqual([begun, most, running], [[1, 2, 3, 4, 5], 2, 0]);
});

test('what fails is told', async () => {
  const work = async (item: number): Promise<void> => {
    if (item === 2) throw new RangeError('two');
  };
  await assert.rejects(inLanes([1, 2, 3], 2, work), RangeError);
});
