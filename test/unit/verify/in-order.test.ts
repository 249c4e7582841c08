import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../../src/verify/in-order.ts';

test('inOrder: two at a time, and told in the order of the items', async () => {
  const ends = new Map<number, () => void>();
  const told: number[] = [];
  const work = (item: number): Promise<number> =>
    new Promise((resolve) => ends.set(item, () => resolve(10 * item)));
  const all = inOrder([1, 2, 3], 2, work, (result) => told.push(result));
  const end = async (item: number): Promise<void> => {
    ends.get(item)?.();
    await new Promise(setImmediate);
  };
  assert.deepEqual([...ends.keys()], [1, 2]);
  await end(2);
  assert.deepEqual([[...ends.keys()], told], [[1, 2, 3], []]);
  await end(1);
  assert.deepEqual(told, [10, 20]);
  await end(3);
  assert.deepEqual(
    [await all, told],
    [
      [10, 20, 30],
      [10, 20, 30],
    ],
  );
});

test('inOrder: a failure is thrown when what was begun has ended, and no more is', async () => {
  const begun: string[] = [];
  let ended = false;
  const work = async (item: string): Promise<string> => {
    begun.push(item);
    if (item === 'bad') throw new Error('it is bad');
    await new Promise(setImmediate);
    ended = true;
    return item;
  };
  await assert.rejects(
    inOrder(['good', 'bad', 'never'], 2, work, () => undefined),
    /it is bad/,
  );
  assert.deepEqual([begun, ended], [['good', 'bad'], true]);
});
