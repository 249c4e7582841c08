import assert from 'node:assert/strict';
import test from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import type { Urgency } from '../../../src/stream/job.ts';
import type { JobEnd } from '../../../src/stream/meter.ts';
import { Scheduler, type SchedulerOptions } from '../../../src/stream/scheduler.ts';

const options: SchedulerOptions = {
  slots: 1,
  maxWaitMs: 8000,
  maxRunMs: 60_000,
  maxWaiting: 100,
  maxBytes: 100,
};

/** Jobs that run until they are told to end, in the order of their starts. */
const bench = (changes: Partial<SchedulerOptions> = {}) => {
  const scheduler = new Scheduler({ ...options, ...changes });
  const started: string[] = [];
  const ends = new Map<string, () => void>();
  const submit = (name: string, urgency: Urgency = 'interactive', dueAt = 0, bytes = 0) => {
    const work = (signal: AbortSignal): Promise<string> => {
      started.push(name);
      return new Promise((resolve, reject) => {
        ends.set(name, () => resolve(name));
        signal.addEventListener('abort', () => reject(new Error('stopped')));
      });
    };
    return scheduler.submit(work, { kind: 'transcode', urgency, dueAt, bytes });
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  };
  return { scheduler, started, submit, end };
};

test('what is due first goes first, then what came first', async () => {
  const { started, submit, end } = bench();
  submit('a');
  submit('full buffer', 'interactive', 5000);
  submit('nearly empty', 'interactive', 100);
  submit('b', 'interactive', 100);
  for (const name of ['a', 'nearly empty', 'b', 'full buffer']) await end(name);
  assert.deepEqual(started, ['a', 'nearly empty', 'b', 'full buffer']);
});

test('what may be wanted later waits until nobody waits or is being served', async () => {
  const { started, submit, end } = bench({ slots: 2 });
  submit('watched');
  submit('lingering', 'linger');
  submit('ahead', 'prefetch');
  assert.deepEqual(started, ['watched']);
  await end('watched');
  assert.deepEqual(started, ['watched', 'ahead', 'lingering']);
});

test('a job that somebody begins to wait for moves up', async () => {
  const { started, submit, end } = bench();
  submit('a');
  const ahead = submit('ahead', 'prefetch');
  submit('late', 'interactive', 9);
  ahead.urgency = 'interactive';
  await end('a');
  assert.deepEqual(started, ['a', 'ahead']);
});

test('what takes much memory waits for what took it before; the rest goes on', async () => {
  const { started, submit, end } = bench({ slots: 9 });
  const copy = (name: string, bytes: number) => submit(name, 'interactive', 0, bytes);
  for (const [name, bytes] of Object.entries({ a: 60, b: 40, c: 30, made: 0, d: 1 })) {
    copy(name, bytes);
  }
  assert.deepEqual(started, ['a', 'b', 'made']);
  await end('b');
  assert.deepEqual(started, ['a', 'b', 'made', 'c', 'd']);
  for (const name of ['a', 'c', 'd']) await end(name);
  copy('huge', 1000);
  copy('e', 1);
  assert.deepEqual(started.slice(5), ['huge'], 'alone, but it goes');
  await end('huge');
  assert.deepEqual(started.slice(5), ['huge', 'e']);
});

test('waiting too long is BUSY, running too long is TIMED_OUT', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { scheduler, submit } = bench();
  const running = submit('a');
  const waiting = submit('b');
  t.mock.timers.tick(8000);
  await assert.rejects(waiting.promise, { code: 'BUSY' });
  t.mock.timers.tick(52_000);
  await assert.rejects(running.promise, { code: 'TIMED_OUT' });
  await new Promise(setImmediate);
  assert.deepEqual(scheduler.counts, { waiting: 0, running: 0 });
});

test('more than may wait is BUSY at once', async () => {
  const { submit } = bench({ maxWaiting: 1 });
  submit('a');
  submit('b');
  await assert.rejects(submit('c').promise, { code: 'BUSY' });
});

test('cancelled: what waits never starts, what runs is told and frees its slot', async () => {
  const { scheduler, started, submit } = bench();
  const running = submit('a');
  const waiting = submit('b');
  submit('c');
  waiting.cancel();
  running.cancel();
  await assert.rejects(waiting.promise, { code: 'CANCELLED' });
  await assert.rejects(running.promise, { code: 'CANCELLED' });
  await new Promise(setImmediate);
  assert.deepEqual(started, ['a', 'c']);
  assert.deepEqual(scheduler.counts, { waiting: 0, running: 1 });
});

test('readers who come and leave start no more jobs than twice the slots', async () => {
  const { scheduler, started, submit, end } = bench();
  const left = ['a', 'b'].map((name) => {
    const job = submit(name);
    job.urgency = 'linger';
    return job;
  });
  const watched = submit('c');
  assert.deepEqual(scheduler.counts, { waiting: 1, running: 2 });
  await assert.rejects(left[1]?.promise ?? Promise.resolve(), { code: 'CANCELLED' });
  await new Promise(setImmediate);
  assert.deepEqual([started, scheduler.counts], [['a', 'b', 'c'], { waiting: 0, running: 2 }]);
  await end('c');
  assert.equal(await watched.promise, 'c');
  await end('a');
  assert.equal(await left[0]?.promise, 'a', 'what was begun first is made to its end');
});

test('a job that does not end when it is cancelled keeps nobody from its slot', async () => {
  const { scheduler, submit, started } = bench();
  const stuck = scheduler.submit(() => new Promise<void>(() => undefined), {
    kind: 'transcode',
    urgency: 'interactive',
  });
  stuck.cancel();
  submit('a');
  submit('b');
  assert.deepEqual([started, scheduler.counts], [['a'], { waiting: 1, running: 2 }]);
});

test('what became of each job is told, once, with what it waited and took', async () => {
  const ends: JobEnd[] = [];
  const meter = { jobEnded: (end: JobEnd): void => void ends.push(end) };
  const { submit, end } = bench({ maxWaiting: 1, meter });
  submit('done');
  const unwanted = submit('unwanted');
  await assert.rejects(submit('too many').promise, { code: 'BUSY' });
  unwanted.cancel();
  await end('done');
  const failing = submit('stopped');
  failing.cancel(new HaemaError('TIMED_OUT', 'it took too long'));
  await end('stopped');
  const told = ends.map(({ outcome, tookMs }) => [outcome, tookMs !== null]);
  const expected = [
    ['refused', false],
    ['cancelled', false],
    ['done', true],
    ['failed', true],
  ];
  assert.deepEqual(told, expected);
  assert.ok(ends.every(({ kind, waitedMs }) => kind === 'transcode' && waitedMs >= 0));
});
