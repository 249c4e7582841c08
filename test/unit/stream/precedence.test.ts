import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Precedence } from '../../../src/stream/precedence.ts';

const never = new AbortController().signal;

test('others are told, those who come later at once, and it ends with the work', async () => {
  const precedence = new Precedence();
  const told: string[] = [];
  const leave = precedence.onHeld(() => told.push('before'));
  precedence.onHeld(() => told.push('gone'))();
  const work = Promise.withResolvers<string>();
  const done = precedence.first(() => work.promise);
  precedence.onHeld(() => told.push('meanwhile'));
  assert.deepEqual(told, ['before', 'meanwhile']);
  leave();
  work.resolve('opened');
  assert.equal(await done, 'opened');
  assert.equal(precedence.isHeld, true, 'its segments are asked for next');
  await precedence.free(never);
  assert.equal(precedence.isHeld, false);
});

test('work that fails, and work that does not end, hold it no longer', async (t) => {
  const precedence = new Precedence();
  const failing = precedence.first(() => Promise.reject(new Error('broken')));
  await assert.rejects(failing, /broken/);
  t.mock.timers.enable({ apis: ['setTimeout'] });
  void precedence.first(() => new Promise(() => undefined));
  t.mock.timers.tick(10_000);
  t.mock.timers.reset();
  await precedence.free(never);
});

test('who stops waiting for it is told so', async () => {
  const precedence = new Precedence();
  void precedence.first(() => new Promise(() => undefined));
  await assert.rejects(precedence.free(AbortSignal.abort()), { name: 'AbortError' });
});
