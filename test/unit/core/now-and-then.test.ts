import assert from 'node:assert/strict';
import test from 'node:test';
import { nowAndThen } from '../../../src/core/now-and-then.ts';

test('short work is not told of, long work every now and then', () => {
  const clock = { ms: 50 };
  const isDue = nowAndThen(100, () => clock.ms);
  const told: number[] = [];
  for (; clock.ms < 400; clock.ms += 30) if (isDue()) told.push(clock.ms);
  assert.deepEqual(told, [170, 290]);
});
