/** Children that crash, hang and take too much: what is answered, and who else notices. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { Engine } from '../../src/engine/types.ts';
import { childEngine, makeWith, openWith, order, orderAhead, pids } from '../support/children.ts';
import { clip } from '../support/clips.ts';
import { copyInit, copyRequests, cutsOf } from '../support/copies.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine as local, make, open, smallest, until } from '../support/title.ts';

const only = (engine: Engine): number => {
  const [pid, ...others] = pids(engine);
  assert.deepEqual([typeof pid, others], ['number', []]);
  return pid as number;
};

test('children make what this process makes, byte for byte', async (t) => {
  const engine = childEngine(t);
  const file = clip('h264.mp4');
  const [title, here] = [await openWith(engine, file), await open(file)];
  assert.deepEqual(title, here);
  for (const index of [2, 0, 1]) {
    const [theirs, ours] = [
      await makeWith(engine, title, index),
      await make(here, smallest(here), index),
    ];
    assert.ok(theirs.data.equals(ours.data), `segment ${index}`);
    assert.deepEqual(Object.keys(theirs.stats), Object.keys(ours.stats));
  }
  assert.equal(engine.build, local.build);
  assert.equal(engine.status().children.length, 1, 'a title stays with its child');
  const source = { ...title.source, path: 'is-not-there.mp4' };
  await assert.rejects(engine.probe(source), { code: 'SOURCE_MISSING' });
});

test('children tell of files what this process does', async (t) => {
  const engine = childEngine(t);
  const root = tempDir(t);
  mkdirSync(join(root, 'series'));
  copyFileSync(clip('h264.mp4'), join(root, 'film.mp4'));
  const entry = 'timestamp: 00:00:01:000, filepos: 0';
  writeFileSync(join(root, 'film.idx'), `id: --, index: 2\n${entry}\nid: de, index: 1\n${entry}`);
  const source = { root, path: 'film.mp4' };
  for (const tell of [
    (by: Engine) => by.list({ root, path: '' }, ['.mp4']),
    (by: Engine) => by.traits(source),
    (by: Engine) => by.sampledHash(source, 1000),
    (by: Engine) => by.read(source, 10, 1000),
    (by: Engine) => by.read(source, 0, 0),
    (by: Engine) => by.discTracks({ root, path: 'film.idx' }),
  ]) {
    assert.deepEqual(await tell(engine), await tell(local));
  }
  const outside = { root: join(root, 'series'), path: '../film.mp4' };
  await assert.rejects(engine.read(outside, 0, 1), { code: 'SOURCE_MISSING' });
});

test('children copy what this process copies', async (t) => {
  const engine = childEngine(t);
  const title = await open(clip('h264.mp4'));
  assert.deepEqual(await cutsOf(title, engine), await cutsOf(title));
  assert.ok((await copyInit(title, engine)).equals(await copyInit(title)));
  const [request] = copyRequests(title, title.grid.copy, 'ts', 'copied');
  assert.ok(request);
  const [theirs, ours] = [await engine.segment(request), await local.segment(request)];
  assert.ok(theirs.data.equals(ours.data));
});

test('a child that crashes costs a moment: what it had in hand is made by another', async (t) => {
  const engine = childEngine(t);
  const title = await openWith(engine, clip('h264.mp4'));
  const expected = await Promise.all([0, 1, 2].map((index) => makeWith(engine, title, index)));
  const pid = only(engine);
  await order('crash', pid);
  const again = await Promise.all([0, 1, 2].map((index) => makeWith(engine, title, index)));
  assert.ok(again.every(({ data }, index) => data.equals(expected[index]?.data ?? data)));
  const { restarts, benched } = engine.status();
  assert.deepEqual([restarts, benched, pids(engine).includes(pid)], [1, [], false]);
});

test('a file that crashes two children is refused, and no other', async (t) => {
  const engine = childEngine(t, { processes: 1 });
  const [bad, good] = [
    await openWith(engine, clip('h264.mp4')),
    await openWith(engine, clip('vp9-opus.webm')),
  ];
  await order('crash', only(engine));
  orderAhead('crash');
  await assert.rejects(makeWith(engine, bad, 0), { code: 'MEDIA_CRASHES', status: 422 });
  orderAhead(null);
  await assert.rejects(makeWith(engine, bad, 1), { code: 'MEDIA_CRASHES' });
  assert.ok((await makeWith(engine, good, 0)).data.length > 0);
  const [benched, ...others] = engine.status().benched;
  assert.deepEqual([benched?.source.path, others], [bad.source.path, []]);
  assert.match(benched?.reason ?? '', /makes the decoder fail/);
  const logged = engine.entries.find(({ message }) => message.includes('left alone'));
  assert.equal(logged?.fields['path'], bad.source.path);
});

test('a job that hangs is made by another child meanwhile, and the other is ended', async (t) => {
  const engine = childEngine(t, { timeoutMs: 4000 });
  const title = await openWith(engine, clip('h264.mp4'));
  const { data } = await makeWith(engine, title, 1);
  const stuck = only(engine);
  await order('hang', stuck);
  assert.ok((await makeWith(engine, title, 1)).data.equals(data));
  assert.deepEqual(
    engine.status().children.map(({ pid, stalled }) => [pid === stuck, stalled]),
    [
      [true, true],
      [false, false],
    ],
  );
  await until(() => !pids(engine).includes(stuck));
  assert.equal((await makeWith(engine, title, 2)).data.length > 0, true, 'it is not refused');
});

test('a file that hangs twice is given up at the limit, and keeps no other', async (t) => {
  const engine = childEngine(t, { timeoutMs: 10_000 }); // a busy machine starts the second one late
  const [stuck, other] = [
    await openWith(engine, clip('h264.mp4')),
    await openWith(engine, clip('vp9-opus.webm')),
  ];
  await order('hang', only(engine));
  orderAhead('hang');
  const refused = assert.rejects(makeWith(engine, stuck, 1), { code: 'TIMED_OUT', status: 504 });
  await until(() => pids(engine).length === 2);
  orderAhead(null);
  await until(() => engine.status().children.filter(({ stalled }) => stalled).length === 2);
  assert.ok((await makeWith(engine, other, 1)).data.length > 0, 'while both of them hang');
  await refused;
  await assert.rejects(makeWith(engine, stuck, 3), { code: 'TIMED_OUT' }, 'for a while');
});

test('a child that takes too much memory is ended', async (t) => {
  const engine = childEngine(t, { memory: 500e6 });
  const title = await openWith(engine, clip('h264.mp4'));
  const { data } = await makeWith(engine, title, 0);
  await order('memory', only(engine));
  assert.ok((await makeWith(engine, title, 0)).data.equals(data));
  assert.equal(engine.status().restarts, 1);
  assert.match(engine.entries[0]?.message ?? '', /took too much memory/);
});

test('a cancelled job is rejected at once, and its child has nothing in hand', async (t) => {
  const engine = childEngine(t);
  const title = await openWith(engine, clip('h264.mp4'));
  const controller = new AbortController();
  const making = engine.inspect(
    {
      source: title.source,
      video: 0,
      audio: null,
      from: null,
      to: null,
      rotation: 0,
      mirrored: false,
      sampleRate: 48_000,
    },
    controller.signal,
  );
  controller.abort();
  await assert.rejects(making, { code: 'CANCELLED' });
  await until(() => engine.status().jobsRunning === 0);
  assert.equal(engine.status().restarts, 0);
});
