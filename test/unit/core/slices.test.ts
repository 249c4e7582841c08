import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inSlices } from '../../../src/core/slices.ts';

/** Which turn of the event loop it is. */
const turns = () => {
  let turn = 0;
  let handle = setImmediate(function next() {
    turn++;
    handle = setImmediate(next);
  });
  return { now: () => turn, stop: () => clearImmediate(handle) };
};

/** Ten steps of some milliseconds; tells in which turn each of them was. */
function* working(now: () => number): Generator<void, readonly number[]> {
  const seen: number[] = [];
  for (let step = 0; step < 10; step++) {
    const until = performance.now() + 3;
    while (performance.now() < until);
    seen.push(now());
    yield;
  }
  return seen;
}

test('of much long work at once only one has its slice in a turn of the event loop', async () => {
  const { now, stop } = turns();
  const all = await Promise.all(Array.from({ length: 5 }, () => inSlices(working(now))));
  stop();
  const ofEach = all.map((seen) => [...new Set(seen)]);
  for (const own of ofEach) assert.ok(own.length >= 3, `${own.length} slices`);
  const shared = ofEach.flat();
  assert.equal(new Set(shared).size, shared.length);
});

test('what fails fails for the one who asked, and the next one has its turn', async () => {
  // biome-ignore lint/correctness/useYield: it does not come to that
  function* failing(): Generator<void, void> {
    throw new Error('no');
  }
  const [bad, good] = await Promise.allSettled([inSlices(failing()), inSlices(working(() => 0))]);
  assert.equal(bad.status, 'rejected');
  assert.equal(good.status, 'fulfilled');
});
