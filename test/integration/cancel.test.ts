/** Cancelling: before, during and after; nothing stays behind, and the process ends by itself. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { HaemaError } from '../../src/core/errors.ts';
import { segmentCount } from '../../src/stream/title.ts';
import { clip } from '../support/clips.ts';
import { engine, hashOf, make, open, POOL_BYTES, smallest, until } from '../support/title.ts';

const CHILD = fileURLToPath(new URL('../support/leaving-child.ts', import.meta.url));

const isCancelled = (error: unknown): boolean =>
  error instanceof HaemaError && error.code === 'CANCELLED';

/** A job is counted until its thread has left it, which may be just after its promise settles. */
const assertIdle = async (): Promise<void> => {
  await until(() => engine.counters().jobsQueued + engine.counters().jobsRunning === 0);
  engine.setPoolLimit(0);
  const { openInputs, pooledBytes } = engine.counters();
  engine.setPoolLimit(POOL_BYTES);
  assert.deepEqual([openInputs, pooledBytes], [0, 0], 'inputs are closed');
};

const options = { timeout: 60_000 };

test('aborted before: refused, and the file is not even read', options, async () => {
  const title = await open(clip('h264.mp4'));
  const { bytesRead } = engine.counters();
  const signal = AbortSignal.abort();
  await assert.rejects(engine.probe(title.source, signal), isCancelled);
  await assert.rejects(make(title, smallest(title), 0, 'ts', signal), isCancelled);
  assert.equal(engine.counters().bytesRead, bytesRead);
  await assertIdle();
});

test(
  'aborted while it is made, at many points: refused, or made just before',
  options,
  async () => {
    const title = await open(clip('half-hour.mp4'));
    const index = Math.floor(segmentCount(title) / 2) + 3;
    engine.setPoolLimit(0);
    const before = engine.counters().bytesRead;
    const whole = hashOf((await make(title, smallest(title), index)).data);
    const bytes = engine.counters().bytesRead - before;
    let refused = 0;
    for (let tenth = 0; tenth < 10; tenth++) {
      const abort = new AbortController();
      const from = engine.counters().bytesRead;
      const made = make(title, smallest(title), index, 'ts', abort.signal);
      const outcome = Promise.allSettled([made]);
      await until(() => engine.counters().bytesRead - from >= (bytes * tenth) / 10);
      abort.abort();
      const [result] = await outcome;
      if (result.status === 'rejected') {
        assert.ok(isCancelled(result.reason), `at ${tenth}/10: ${result.reason}`);
        refused++;
      } else {
        assert.equal(hashOf(result.value.data), whole, `at ${tenth}/10`);
      }
    }
    assert.ok(refused > 4, `${refused} of 10 were still at work`);
    await assertIdle();
    assert.equal(hashOf((await make(title, smallest(title), index)).data), whole);
  },
);

test('aborted in the queue: the others are made', options, async () => {
  const title = await open(clip('h264.mp4'));
  const rendition = smallest(title);
  const expected = hashOf((await make(title, rendition, 2)).data);
  const abort = new AbortController();
  const calls = Array.from({ length: 80 }, (_, i) =>
    make(title, rendition, 2, 'ts', i % 8 === 0 ? undefined : abort.signal),
  );
  abort.abort();
  for (const [i, outcome] of (await Promise.allSettled(calls)).entries()) {
    if (i % 8 === 0) {
      assert.equal(outcome.status, 'fulfilled');
      assert.equal(hashOf(outcome.value.data), expected);
    } else {
      assert.ok(outcome.status === 'rejected' && isCancelled(outcome.reason), `call ${i}`);
    }
  }
  await assertIdle();
});

test('aborted after: nothing happens', options, async () => {
  const title = await open(clip('h264.mp4'));
  const abort = new AbortController();
  const { data } = await make(title, smallest(title), 1, 'ts', abort.signal);
  const hash = hashOf(data);
  abort.abort();
  await turn();
  assert.equal(hashOf(data), hash);
  await assertIdle();
});

test('a signal that lives on is left without listeners', options, async () => {
  const title = await open(clip('h264.mp4'));
  const { signal } = new AbortController();
  await engine.probe(title.source, signal);
  await assert.rejects(engine.probe({ ...title.source, path: 'none.mp4' }, signal));
  assert.equal(getEventListeners(signal, 'abort').length, 0);
});

test('a process that cancels its work ends by itself', options, () => {
  const args = [CHILD, clip('half-hour.mp4')];
  const child = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 30_000 });
  assert.deepEqual([child.status, child.signal, child.stderr], [0, null, '']);
  const codes = child.stdout.trimEnd().split('\n');
  assert.equal(codes.length, 5);
  assert.ok(codes.includes('CANCELLED'), child.stdout);
});
