/** What children can do to their server, and what they cannot. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { fakeCrew, TIMEOUT_MS } from '../../support/fake-children.ts';

const KILLED = { signal: 9 };
const CRASHED = { signal: 11 };

test('where no child can be started nothing waits for ever, and it heals', async (t) => {
  const { run, pass, refuseToLaunch, latest, events } = fakeCrew(t);
  refuseToLaunch(new Error('no process is left'));
  const refused = assert.rejects(run('film'), { code: 'BUSY', status: 503 });
  await pass(5000);
  await refused;
  assert.deepEqual(events, Array(5).fill('unstarted'));
  await assert.rejects(run('film'), { code: 'BUSY' }, 'at once');
  refuseToLaunch(null);
  await pass(5000);
  const asked = run('film');
  latest().start().finish('film');
  assert.equal(await asked, 'film');
});

test('children that end before they have started are given up, too', async (t) => {
  const { run, pass, children } = fakeCrew(t);
  const refused = assert.rejects(run('film'), { code: 'BUSY' });
  const ended = new Set<unknown>();
  await pass(10_000, () => {
    for (const child of children) if (!ended.has(child)) child.end({ code: 1 });
    for (const child of children) ended.add(child);
  });
  await refused;
  assert.equal(children.length, 5);
});

test('a child that hangs while it starts is not waited for again and again', async (t) => {
  const { run, pass, children } = fakeCrew(t);
  const refused = assert.rejects(run('film'), { code: 'BUSY' });
  await pass(TIMEOUT_MS);
  await refused;
  assert.deepEqual([children.length, children[0]?.killed], [1, true]);
});

test('what a crash has cost is made again in new children, one after the other', async (t) => {
  const { run, children } = fakeCrew(t);
  const [bad, good] = [assert.rejects(run('bad'), { code: 'MEDIA_CRASHES' }), run('good')];
  children[0]?.start().end(CRASHED);
  children[1]?.start().end(CRASHED);
  await bad;
  children[2]?.start().finish('good');
  assert.equal(await good, 'good');
  const [second, third] = [run('second'), run('third')];
  children[2]?.end(CRASHED);
  children[3]?.start().finish('second');
  children[4]?.start().finish('third');
  assert.deepEqual(await Promise.all([second, third]), ['second', 'third']);
  assert.ok(children[3]?.killed, 'the next one has a child of its own');
});

test('a child without files takes one of those that share another, for good', async (t) => {
  const { crew, run, children } = fakeCrew(t, 2);
  crew.start();
  for (const child of children) child.start();
  for (const path of ['one', 'two', 'three']) {
    const asked = run(path);
    children[0]?.finish(path);
    await asked;
  }
  const one = run('one');
  const two = run('two');
  children[1]?.finish('two');
  const three = run('three');
  const again = run('two');
  children[0]?.finish('one');
  children[0]?.finish('three');
  children[1]?.finish('two');
  assert.deepEqual(await Promise.all([one, two, three, again]), ['one', 'two', 'three', 'two']);
});

test('a file is not to blame for a child that the system kills, unless it goes on', async (t) => {
  const { run, latest, events, crew } = fakeCrew(t);
  const lucky = run('lucky');
  for (const _ of [1, 2]) latest().start().end(KILLED);
  latest().start().finish('lucky');
  assert.equal(await lucky, 'lucky');
  assert.deepEqual(crew.status().benched, []);
  const greedy = assert.rejects(run('greedy'), { code: 'MEDIA_CRASHES' });
  latest().end(KILLED);
  for (const _ of [1, 2]) latest().start().end(KILLED);
  await greedy;
  assert.ok(events.includes('greedy benched'));
});

test('a child that talks nonsense is killed, and nothing of it is believed', async (t) => {
  const { run, latest, crew } = fakeCrew(t);
  const counters = crew.counters()[0];
  const long = 'x'.repeat(100_000);
  for (const nonsense of [
    () => null,
    () => [],
    () => 'text',
    (id: number) => ({ id, failure: 'no' }),
    (id: number) => ({ id, failure: { code: 'BUSY', message: long, detail: null } }),
    (id: number) => ({ id, value: { '@bytes': ['constructor', 0, 8] } }),
    (id: number) => ({ id, value: { '@bytes': ['buffer', 0, 8] } }),
    (id: number) => ({ id: id + 1, value: 'that nobody asked for' }),
    (id: number) => ({ steps: { [id]: 'far' }, counters }),
    () => ({ steps: {}, counters: { ...counters, bytesRead: 'many' } }),
    () => ({ build: 7, filesConfined: true, callsConfined: true }),
    () => ({ build: 'build' }),
  ]) {
    const asked = run('film');
    const child = latest().start();
    child.say(nonsense(child.job('film').id));
    assert.ok(child.killed, `${nonsense}`);
    child.end(KILLED);
    latest().start().finish('film');
    assert.equal(await asked, 'film');
    assert.equal(crew.counters().at(-1)?.bytesRead, 0);
  }
  assert.deepEqual(crew.status().benched, []);
});

test('a job that gets on for ever is ended', async (t) => {
  const { run, pass, latest, events } = fakeCrew(t);
  const refused = assert.rejects(run('trickle'), { code: 'TIMED_OUT', status: 504 });
  const child = latest().start();
  let steps = 0;
  const step = (): void => {
    if (!child.killed) child.step('trickle', ++steps);
  };
  await pass(39 * TIMEOUT_MS, step);
  assert.deepEqual([events, child.killed], [[], false]);
  await pass(2 * TIMEOUT_MS, step);
  await refused;
  assert.deepEqual([events.at(-1), child.killed], ['trickle benched', true]);
});

test('who asks is told when a job hangs, is tried again elsewhere, and hangs there', async (t) => {
  const { run, pass, latest } = fakeCrew(t);
  const told: boolean[] = [];
  const refused = assert.rejects(
    run('stuck', (stalled) => told.push(stalled)),
    { code: 'TIMED_OUT' },
  );
  latest().start();
  await pass(2250);
  latest().start();
  assert.deepEqual(told, [true, false]);
  await pass(2250);
  assert.deepEqual(told, [true, false, true]);
  await pass(TIMEOUT_MS);
  await refused;
});

test('a dead share takes some children, not ever more, and heals', async (t) => {
  const { run, pass, children, latest, events, crew } = fakeCrew(t, 2);
  const start = (): void => {
    for (const child of children.slice(started.size)) started.add(child.start());
  };
  const started = new Set<unknown>();
  for (let nth = 0; crew.status().abandoned < 8; nth++) {
    const refused = assert.rejects(run(`film ${nth}`), { code: 'TIMED_OUT' });
    await pass(TIMEOUT_MS + 5000, start);
    await refused;
  }
  assert.equal(events.at(-1), '/share is dead');
  const before = children.length;
  await assert.rejects(run('another'), { code: 'TIMED_OUT' });
  assert.equal(children.length, before, 'and no child has tried');
  const elsewhere = { root: '/disk', path: 'film' };
  const here = crew.run({ call: 'probe', args: ['here'], source: elsewhere }, undefined);
  start();
  children.find(({ jobs }) => jobs.some(({ args: [path] }) => path === 'here'))?.finish('here');
  assert.equal(await here, 'here');
  for (const child of children) if (child.killed) child.end(KILLED);
  assert.equal(events.at(-1), '/share answers');
  const again = run('another');
  latest().finish('another');
  assert.equal(await again, 'another');
});
