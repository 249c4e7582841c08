import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { WriteBehind } from '../../../src/core/write-behind.ts';

const setUp = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const state = { isAway: false, told: [] as string[], tries: 0, written: [] as object[] };
  const behind = new WriteBehind<number>({
    write: (values) => {
      state.tries++;
      if (state.isAway) throw new Error('the disk is full');
      state.written.push(Object.fromEntries(values));
    },
    retryMs: 10_000,
    failing: (error) => state.told.push((error as Error).message),
    mended: () => state.told.push('mended'),
  });
  return { behind, state, pass: (ms: number) => t.mock.timers.tick(ms) };
};

test('what is put within a second is written at once, the last of each', (t) => {
  const { behind, state, pass } = setUp(t);
  behind.put('a', 1);
  pass(900);
  behind.put('a', 2);
  behind.put('b', 3);
  assert.deepEqual(state.written, []);
  pass(100);
  assert.deepEqual(state.written, [{ a: 2, b: 3 }]);
  assert.equal(behind.waiting.size, 0);
  pass(20_000);
  assert.equal(state.tries, 1);
});

test('what cannot be written is kept, tried again, and told once', (t) => {
  const { behind, state, pass } = setUp(t);
  state.isAway = true;
  behind.put('a', 1);
  pass(1000);
  behind.put('b', 2);
  behind.flush(); // not while it fails
  assert.equal(state.tries, 1);
  pass(10_000);
  assert.equal(state.tries, 2);
  state.isAway = false;
  pass(10_000);
  assert.deepEqual(state.written, [{ a: 1, b: 2 }]);
  assert.deepEqual(state.told, ['the disk is full', 'mended']);
  behind.put('c', 3);
  behind.flush();
  assert.deepEqual(state.written.at(-1), { c: 3 });
});

test('who needs it written is told when it cannot be, and nothing is lost', (t) => {
  const { behind, state } = setUp(t);
  state.isAway = true;
  behind.put('a', 1);
  assert.throws(() => behind.save(), /the disk is full/);
  assert.deepEqual([...behind.waiting], [['a', 1]]);
});

test('once closed it writes no more', (t) => {
  const { behind, state, pass } = setUp(t);
  behind.put('a', 1);
  behind.close();
  assert.deepEqual(state.written, [{ a: 1 }]);
  behind.put('b', 2);
  pass(60_000);
  assert.equal(state.tries, 1);
});
