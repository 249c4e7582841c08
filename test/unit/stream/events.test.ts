import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Shelved } from '../../../src/library/shows/shelf.ts';
import type { Show } from '../../../src/library/shows/types.ts';
import { Events } from '../../../src/stream/events.ts';

const shelf = (shows: Readonly<Record<string, object>>): Shelved => ({
  sorted: [],
  byId: new Map(Object.entries(shows) as [string, Show][]),
  byVideo: new Map(),
  byEpisode: new Map(),
});

const eventsOf = (t: TestContext) => {
  t.mock.timers.enable({ apis: ['setInterval'] });
  const state = { shelved: shelf({}), found: 0, away: new Set<string>() };
  let learned = (_videoId: string): void => undefined;
  const onLearned = (listener: typeof learned): void => {
    learned = listener;
  };
  const library = {
    shelved: async () => state.shelved,
    away: () => state.away,
    summaries: { onLearned },
  };
  const scan = { now: () => ({ found: state.found }) as never };
  const events = new Events({ library, scan });
  t.after(() => events.close());
  const tick = async (count = 1): Promise<void> => {
    for (let at = 0; at < count; at++) {
      t.mock.timers.tick(500);
      await turn();
    }
  };
  return { state, events, tick, learned: (videoId: string) => learned(videoId) };
};

const listenerTo = (events: Events, last = '') => {
  const heard: string[] = [];
  const told = { isBehind: false, isCut: false, isEnded: false, heard };
  const leave = events.listen(
    {
      get isBehind() {
        return told.isBehind;
      },
      send: (text) => heard.push(text),
      cut: () => {
        told.isCut = true;
      },
      end: () => {
        told.isEnded = true;
      },
    },
    last,
  );
  const changes = () => heard.filter((text) => text.startsWith('event: library'));
  const data = () => changes().map((text) => JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? ''));
  const id = () => /^id: (.*)$/m.exec(heard.findLast((it) => it.includes('id: ')) ?? '')?.[1] ?? '';
  return { told, leave, data, id, heard };
};

test('what came, changed and went is told once, however much happened at a time', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const [same, old] = [{}, {}];
  state.shelved = shelf({ same, old, gone: {} });
  const listener = listenerTo(events);
  await tick(3);
  assert.deepEqual(listener.data(), []);
  state.shelved = shelf({ same, old: {}, fresh: {} });
  await tick(3);
  const told = { added: ['fresh'], changed: ['old'], removed: ['gone'], all: false };
  assert.deepEqual(listener.data(), [told]);
});

test('what was read in files is told as changes of their shows, many at a time', async (t) => {
  const { state, events, tick, learned } = eventsOf(t);
  const show = { info: { id: 'same' } } as Show;
  const place = { show, episode: null };
  const byVideo = new Map(['v1', 'v2'].map((id) => [id, place]));
  state.shelved = { ...shelf({ same: show }), byVideo };
  const listener = listenerTo(events);
  await tick();
  for (const id of ['v1', 'v2', 'in no list']) learned(id);
  await tick(8);
  assert.deepEqual(listener.data(), [{ added: [], changed: ['same'], removed: [], all: false }]);
});

test('who comes back hears what it has missed, or that all is to be asked for', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const first = listenerTo(events);
  await tick();
  const before = first.id();
  first.leave();
  const other = listenerTo(events);
  state.shelved = shelf({ a: {} });
  await tick();
  assert.notEqual(other.id(), before);
  assert.deepEqual(listenerTo(events, before).data(), [
    { added: ['a'], changed: [], removed: [], all: false },
  ]);
  assert.deepEqual(listenerTo(events, other.id()).data(), []);
  for (const unknown of ['other-1', 'nonsense', `${before}9`]) {
    assert.equal(listenerTo(events, unknown).data()[0]?.all, true, unknown);
  }
});

test('who is behind is sent nothing, and is cut off unless it catches up', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const [slow, dead] = [listenerTo(events), listenerTo(events)];
  await tick();
  for (const { told } of [slow, dead]) told.isBehind = true;
  const count = slow.heard.length;
  state.shelved = shelf({ a: {} });
  state.found = 1;
  await tick();
  assert.equal(slow.heard.length, count);
  slow.told.isBehind = false;
  await tick(8);
  assert.equal(slow.data()[0]?.all, true);
  assert.equal(slow.told.isCut, false);
  assert.equal(dead.told.isCut, true);
});

test('who has missed a change hears of no later one alone', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const slow = listenerTo(events);
  await tick();
  slow.told.isBehind = true;
  state.shelved = shelf({ a: {} });
  await tick();
  slow.told.isBehind = false;
  state.shelved = shelf({ ...Object.fromEntries(state.shelved.byId), b: {} });
  await tick();
  assert.deepEqual(
    slow.data().map(({ all }) => all),
    [true],
  );
  assert.deepEqual(listenerTo(events, slow.id()).data(), []);
  await tick(8);
  assert.equal(slow.data().length, 1);
});

test('how a look gets on is told twice a second at most, and silence is broken', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const { heard } = listenerTo(events);
  heard.length = 0;
  for (let at = 0; at < 50; at++) state.found++;
  await tick();
  assert.deepEqual(heard, ['event: scan\ndata: {"found":50}\n\n']);
  heard.length = 0;
  await tick(16);
  assert.deepEqual(heard, [':\n\n', ':\n\n']);
});

test('a folder that goes away changes all, and the end ends all', async (t) => {
  const { state, events, tick } = eventsOf(t);
  const listener = listenerTo(events);
  await tick();
  state.away = new Set(['films']);
  await tick();
  assert.equal(listener.data()[0]?.all, true);
  events.close();
  assert.equal(listener.told.isEnded, true);
  assert.equal(listenerTo(events).told.isEnded, true);
});
