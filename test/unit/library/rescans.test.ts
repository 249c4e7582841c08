import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { WatchEvents } from '../../../src/engine/watch/watch-folders.ts';
import type { Library } from '../../../src/library/library.ts';
import type { Touched } from '../../../src/library/listings.ts';
import { Rescans } from '../../../src/library/rescans.ts';
import type { LookOutcome } from '../../../src/library/scan.ts';
import { recordingLog } from '../../support/fake-services.ts';

const DONE: LookOutcome = { away: new Set(), waiting: [], againMs: null, ms: 0 };

/** A library of two roots whose looks are counted, under a clock that the test turns. */
const started = (t: TestContext, outcome: LookOutcome = DONE, every = 900) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  let ms = 0;
  const looks: (Touched | null)[] = [];
  /** Labels of roots in which something lies that nobody has told of. */
  const filled: string[] = [];
  /** Looks that have not ended: the others take no time. */
  const [running, failing] = [{ count: 0 }, { is: false }];
  let ended: (outcome: LookOutcome) => void = () => undefined;
  const roots = ['films', 'series'].map((label) => ({ label, path: `/${label}` }));
  const library = {
    isWatched: false,
    rootCount: roots.length,
    onScan: (listener: typeof ended) => {
      ended = listener;
    },
    onMissed: () => undefined,
    localRoots: () => roots,
    filled: async () => filled,
    look: () => ended(outcome),
    scanStatus: () => ({ isRunning: running.count > 0 }),
    rescan: async (touched: Touched | null) => {
      looks.push(touched);
      if (failing.is) throw new Error('the database is full');
    },
  };
  let events: WatchEvents | undefined;
  const watch = (_: readonly string[], given: WatchEvents) => {
    events = given;
    return { close: () => undefined };
  };
  const log = recordingLog();
  const options = { library: library as unknown as Library, every, watch, log };
  const rescans = new Rescans({ ...options, nowMs: () => ms });
  rescans.start();
  t.after(() => rescans.stop());
  const pass = (some: number): void => {
    ms += some;
    t.mock.timers.tick(some);
  };
  const end = (outcome: LookOutcome): void => {
    running.count--;
    ended(outcome);
  };
  const newest = () => events ?? assert.fail('watched after the look');
  const own = { library, running, failing, end, looks, log, pass, filled, rescans };
  return { ...own, events: newest(), newest };
};

test('what is mounted over an empty folder is found, and watched from then on', async (t) => {
  const { filled, looks, pass, events, end, running, newest } = started(t);
  pass(30_000);
  await turn();
  assert.equal(looks.length, 0);
  filled.push('series');
  pass(30_000);
  await turn();
  pass(0);
  assert.deepEqual(
    looks.map((touched) => touched?.has({ root: 'series', path: '' })),
    [true],
  );
  assert.equal(newest(), events);
  running.count++;
  end(DONE);
  assert.notEqual(newest(), events);
});

test('a limit that was raised counts when somebody else watches', (t) => {
  const { library, events, log } = started(t);
  events.onFull();
  events.onReady();
  assert.equal(library.isWatched, false);
  events.onLost();
  events.onReady();
  assert.equal(library.isWatched, true);
  events.onFull();
  assert.equal(log.entries.filter(({ level }) => level === 'warn').length, 1);
});

test('what changes is looked at soon, all of it at once and nothing else', (t) => {
  const { events, looks, pass } = started(t);
  events.onChange([{ root: 1, folder: 'Firefly', isOfNames: true }]);
  pass(300);
  events.onChange([{ root: 0, folder: '', isOfNames: true }]);
  assert.equal(looks.length, 0);
  pass(300);
  assert.equal(looks.length, 1);
  assert.equal(looks[0]?.has({ root: 'series', path: 'Firefly' }), true);
  assert.equal(looks[0]?.has({ root: 'films', path: '' }), true);
  assert.equal(looks[0]?.has({ root: 'films', path: 'Firefly' }), false);
  pass(60_000);
  assert.equal(looks.length, 1);
});

test('a file that is written into for hours makes few looks', (t) => {
  const { events, looks, pass } = started(t);
  for (let second = 0; second < 60; second++) {
    events.onChange([{ root: 0, folder: '', isOfNames: false }]);
    pass(1000);
  }
  assert.ok(looks.length >= 5 && looks.length <= 6, `${looks.length}`);
});

test('a look that took long is followed by ten times as much rest', (t) => {
  const { events, looks, pass } = started(t, { ...DONE, ms: 2000 });
  events.onChange([{ root: 0, folder: '', isOfNames: true }]);
  pass(19_000);
  assert.equal(looks.length, 0);
  pass(1000);
  assert.equal(looks.length, 1);
});

test('one that waited for a disk for minutes is followed by a rest of a minute', (t) => {
  const { events, looks, pass } = started(t, { ...DONE, ms: 600_000 });
  events.onChange([{ root: 0, folder: '', isOfNames: true }]);
  pass(59_000);
  assert.equal(looks.length, 0);
  pass(1000);
  assert.equal(looks.length, 1);
});

test('while a look runs none begins; what was touched meanwhile has one after the rest', (t) => {
  const { events, running, end, looks, pass } = started(t);
  running.count++;
  for (let second = 0; second < 60; second++) {
    events.onChange([{ root: 0, folder: `${second}`, isOfNames: true }]);
    pass(1000);
  }
  assert.equal(looks.length, 0);
  end({ ...DONE, ms: 2000 });
  pass(19_000);
  assert.equal(looks.length, 0);
  pass(1500);
  assert.equal(looks.length, 1);
  for (const path of ['0', '59']) assert.equal(looks[0]?.has({ root: 'films', path }), true);
});

test('files that are still written are looked at again, and so is a root that is away', (t) => {
  const waiting = [{ root: 'films', path: 'new/a.mkv' }];
  const outcome = { ...DONE, waiting, againMs: 5000, away: new Set(['series']) };
  const { looks, pass } = started(t, outcome);
  pass(5000);
  assert.equal(looks.length, 1);
  assert.equal(looks[0]?.has({ root: 'films', path: 'new' }), true);
  assert.equal(looks[0]?.has({ root: 'series', path: '' }), true);
});

test('all folders are looked through every now and then, never where that is 0', (t) => {
  const { looks, pass } = started(t, DONE, 900);
  pass(900_000);
  pass(1000);
  assert.deepEqual(looks, [null]);
});

test('with 0 nobody looks but at the start', (t) => {
  const { looks, pass } = started(t, DONE, 0);
  pass(100 * 86_400_000);
  assert.deepEqual(looks, []);
});

test('where not all can be watched, that is told with what to do', (t) => {
  const { library, events, log, pass, running, end, newest } = started(t);
  events.onReady();
  assert.equal(library.isWatched, true);
  for (let time = 0; time < 2; time++) {
    events.onFull();
    events.onReady();
    assert.equal(library.isWatched, false);
  }
  pass(901_000);
  running.count++;
  end(DONE);
  assert.notEqual(newest(), events, 'somebody may have raised the limit');
  newest().onReady();
  assert.equal(library.isWatched, true);
  const [warning, ...others] = log.entries.filter(({ level }) => level === 'warn');
  assert.match(warning?.message ?? '', /max_user_watches/);
  assert.deepEqual(others, []);
});

test('a look that fails is made again, of all folders', async (t) => {
  const { events, failing, looks, pass } = started(t);
  failing.is = true;
  events.onChange([{ root: 1, folder: 'Firefly', isOfNames: true }]);
  pass(1000);
  await Promise.resolve();
  failing.is = false;
  await new Promise((resolve) => setImmediate(resolve));
  pass(61_000);
  assert.equal(looks.length, 2);
  assert.equal(looks[1], null);
});

test('how often all are looked at can be changed', (t) => {
  const { looks, pass, rescans } = started(t, DONE, 900);
  rescans.setEvery(10);
  pass(10_000);
  pass(1000);
  assert.equal(looks.length, 1);
  rescans.setEvery(0);
  pass(10_000_000);
  assert.equal(looks.length, 1);
});
