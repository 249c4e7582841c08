import assert from 'node:assert/strict';
import test from 'node:test';
import type { Cache } from '../../../src/cache/cache.ts';
import { HaemaError } from '../../../src/core/errors.ts';
import { SILENT } from '../../../src/core/log.ts';
import type {
  Engine,
  FileVersion,
  Probe,
  Segment,
  SegmentRequest,
  SourceRef,
} from '../../../src/engine/types.ts';
import { Inits } from '../../../src/stream/inits.ts';
import { PlaylistService } from '../../../src/stream/playlist-service.ts';
import { Scheduler } from '../../../src/stream/scheduler.ts';
import { type SegmentQuery, SegmentService } from '../../../src/stream/segment-service.ts';
import { DEFAULT_SETTINGS } from '../../../src/stream/title.ts';
import { Titles } from '../../../src/stream/titles.ts';
import { fakeProbe } from '../../support/fake-probe.ts';

const ID = 'aaaaaaaaaaaaaaaa';
const OPTIONS = { slots: 2, maxWaitMs: 8000, maxRunMs: 60_000, maxWaiting: 100, maxBytes: 1e9 };

interface Call {
  readonly index: number;
  readonly request: SegmentRequest;
  readonly signal: AbortSignal | undefined;
  readonly answer: (error?: Error) => void;
}

interface File {
  version: FileVersion;
  /** Of its first thousand bytes. */
  hash: string;
}

/** Makes segments when it is told to. */
const fakeEngine = (calls: Call[], file: File): Engine => {
  const segment = (request: SegmentRequest, signal?: AbortSignal): Promise<Segment> =>
    new Promise((resolve, reject) => {
      const data = Buffer.from(`segment ${request.index}`);
      const stats = { openUs: 0, seekUs: 0, decodeUs: 0, encodeUs: 0, audioUs: 0, muxUs: 0 };
      const done = { data, stats } as unknown as Segment;
      const answer = (error?: Error): void => (error ? reject(error) : resolve(done));
      signal?.addEventListener('abort', () => reject(new HaemaError('CANCELLED', 'cancelled')));
      calls.push({ index: request.index, request, signal, answer });
    });
  const init = async (): Promise<Buffer> => Buffer.from('init');
  const probe = async (): Promise<Probe> => fakeProbe({ version: file.version });
  return { segment, init, probe } as unknown as Engine;
};

const bench = () => {
  const calls: Call[] = [];
  const kept = new Map<string, Buffer>();
  const file = { version: { size: 1000, mtimeUs: 1 }, hash: 'first' };
  const engine = fakeEngine(calls, file);
  const titles = new Titles({
    engine,
    files: {
      source: () => ({ root: '/', path: 'a.mp4' }),
      version: async () => file.version,
      keepHash: () => undefined,
      drawable: () => [],
      refusal: () => null,
      knownHash: () => null,
      sampledHash: async (_source, size) => `${size} ${file.hash}`,
    },
    ...{ facts: NO_FACTS, settings: DEFAULT_SETTINGS, build: 'test', log: SILENT },
  });
  const cache: Cache = {
    getNow: (key: string) => kept.get(key) ?? null,
    get: async (key: string) => kept.get(key) ?? null,
    set: (key: string, data: Buffer) => void kept.set(key, data),
    close: async () => undefined,
    stats: () => [],
  };
  const scheduler = new Scheduler(OPTIONS);
  const service = new SegmentService({
    engine,
    titles,
    inits: new Inits(engine),
    cache,
    memory: cache,
    scheduler,
  });
  const get = (name: number, changes: Partial<SegmentQuery> = {}, signal = forever) =>
    service.get({ ...query, name, ...changes }, 'viewer', signal);
  const change = (size = 2000, hash = 'other'): void => {
    Object.assign(file, { version: { size, mtimeUs: file.version.mtimeUs + 1 }, hash });
  };
  /** The nth call for a segment, once the service has made it. */
  const call = async (index: number, nth = 1): Promise<Call> => {
    const ofIndex = (): Call[] => calls.filter((it) => it.index === index);
    await until(() => ofIndex().length >= nth);
    return ofIndex()[nth - 1] as Call;
  };
  return { service, titles, engine, scheduler, calls, kept, get, call, change };
};

const NO_FACTS = {
  load: async () => null,
  save: async () => undefined,
  loadCopies: async () => null,
  saveCopies: async () => undefined,
};

const query: SegmentQuery = {
  videoId: ID,
  rendition: '360p_h264',
  container: 'ts',
  name: 0,
  version: null,
};
const forever = new AbortController().signal;

const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await new Promise(setImmediate);
};

test('fifty readers of one segment are one job', async () => {
  const { calls, get, call } = bench();
  const readers = Array.from({ length: 50 }, () => get(5));
  (await call(5)).answer();
  const served = await Promise.all(readers);
  assert.equal(calls.filter(({ index }) => index === 5).length, 1);
  assert.ok(served.every(({ data }) => data.toString() === 'segment 5'));
});

test('a cached segment is served at once, by the version that the playlist named', async () => {
  const { service, titles, get, call } = bench();
  const first = get(0);
  (await call(0)).answer();
  const { tag } = await first;
  const version = (await titles.get(ID)).version(query);
  assert.equal(tag, `${version}-0`);
  const now = service.getNow({ ...query, version }, 'viewer');
  assert.equal(now?.data.toString(), 'segment 0');
  assert.equal(service.getNow({ ...query, version: 'other' }, 'viewer'), null);
});

test('a track that is asked for where none is muxed makes no version of its own', async () => {
  const { titles } = bench();
  const served = await titles.get(ID);
  for (const changes of [{ container: 'fmp4' }, { rendition: 'audio_aac' }] as const) {
    const plain = served.version({ ...query, ...changes });
    assert.equal(served.version({ ...query, ...changes, audio: 77 }), plain);
  }
  assert.throws(() => served.version({ ...query, audio: 77 }), { code: 'NOT_FOUND' });
  const playlist = await new PlaylistService(titles, new Inits({} as Engine)).media({
    ...query,
    container: 'fmp4',
    audio: 77,
  });
  assert.doesNotMatch(playlist, /audio=/);
});

test('the next two segments are made ahead, and given up after a seek elsewhere', async () => {
  const { calls, get, call } = bench();
  const first = get(0);
  (await call(0)).answer();
  await first;
  const ahead = [await call(1), await call(2)];
  const sought = get(20);
  (await call(20)).answer();
  await sought;
  await until(() => ahead.every(({ signal }) => signal?.aborted === true));
  await until(() => calls.length === 6);
  assert.deepEqual(
    calls.map(({ index }) => index),
    [0, 1, 2, 20, 21, 22],
  );
});

test('a reader that leaves finds its segment when it comes back', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { calls, get, call } = bench();
  const gone = new AbortController();
  const first = get(7, {}, gone.signal);
  const made = await call(7);
  gone.abort();
  await assert.rejects(first, { code: 'CANCELLED' });
  assert.equal(made.signal?.aborted, false);
  t.mock.timers.tick(14_000);
  const second = get(7);
  await new Promise(setImmediate); // it has joined
  t.mock.timers.tick(14_000);
  made.answer();
  assert.equal((await second).data.toString(), 'segment 7');
  assert.equal(calls.filter(({ index }) => index === 7).length, 1);
});

test('a segment that nobody comes back for is given up after 15 s', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { service, scheduler, get, call } = bench();
  const gone = new AbortController();
  const first = get(7, {}, gone.signal);
  const made = await call(7);
  gone.abort();
  await assert.rejects(first, { code: 'CANCELLED' });
  t.mock.timers.tick(15_000);
  await until(() => made.signal?.aborted === true);
  await until(() => service.counts.flights === 0 && scheduler.counts.running === 0);
});

test('a failure reaches every reader and is not kept', async () => {
  const { get, call, kept } = bench();
  const readers = [get(3), get(3)];
  (await call(3)).answer(new HaemaError('READ_FAILED', 'the disk failed'));
  for (const reader of readers) await assert.rejects(reader, { code: 'READ_FAILED' });
  assert.equal(kept.size, 0);
  const again = get(3);
  (await call(3, 2)).answer();
  await again;
});

test('another version is STALE_PLAYLIST; so is a file that changed while it was made', async () => {
  const { titles, get, call, change } = bench();
  await assert.rejects(get(0, { version: 'AAAAAAAAAAA' }), { code: 'STALE_PLAYLIST' });
  const version = (await titles.get(ID)).version(query);
  const making = get(0, { version });
  change();
  (await call(0)).answer(new HaemaError('SOURCE_CHANGED', 'another file'));
  await assert.rejects(making, { code: 'STALE_PLAYLIST' });
  await assert.rejects(get(0, { version }), { code: 'STALE_PLAYLIST' });
});

const changed = (): HaemaError => new HaemaError('SOURCE_CHANGED', 'another file');

test('a file that has only grown is played on as it was; opened anew it is longer', async () => {
  const { service, titles, get, call, change } = bench();
  const opened = await titles.get(ID);
  const version = opened.version(query);
  const making = get(0, { version });
  change(2000, 'first');
  (await call(0)).answer(changed());
  const { request, answer } = await call(0, 2);
  assert.deepEqual(request.source, { ...opened.title.source, grown: true });
  answer();
  assert.equal((await making).tag, `${version}-0`);
  assert.equal((await call(1)).request.source.grown, true); // known by now
  const playlists = new PlaylistService(titles, new Inits({} as Engine));
  assert.match(await playlists.media(query), new RegExp(`v=${version}`));
  const longer = (await titles.get(ID)).version(query);
  assert.notEqual(longer, version);
  assert.match(await playlists.media(query), new RegExp(`v=${longer}`));
  change(3000, 'first');
  assert.equal(service.getNow({ ...query, version }, 'viewer')?.tag, `${version}-0`);
  const late = get(9, { version });
  (await call(9)).answer();
  assert.equal((await late).tag, `${version}-9`);
});

for (const [what, size, hash] of [
  ['shorter', 999, 'first'],
  ['as long as before', 1000, 'first'],
  ['longer and begins differently', 2000, 'other'],
] as const) {
  test(`a file that is ${what} is another one, and what was made of it is not kept`, async () => {
    const { titles, get, call, change, kept } = bench();
    const version = (await titles.get(ID)).version(query);
    const making = get(0, { version });
    change(1500, 'first');
    (await call(0)).answer(changed());
    const again = await call(0, 2);
    change(size, hash);
    again.answer();
    await assert.rejects(making, { code: 'STALE_PLAYLIST' });
    await assert.rejects(get(0, { version }), { code: 'STALE_PLAYLIST' });
    assert.equal(kept.size, 0);
  });
}

test('a replaced file takes along what it was before it grew', async () => {
  const { titles, get, call, change } = bench();
  const version = (await titles.get(ID)).version(query);
  const making = get(0, { version });
  (await call(0)).answer();
  await making;
  change(2000, 'other');
  await titles.get(ID);
  await assert.rejects(get(0, { version }), { code: 'STALE_PLAYLIST' });
});

test('what grows while it is looked into is opened as what it was at first', async () => {
  const { titles, engine, change } = bench();
  const { probe } = engine;
  const sources: SourceRef[] = [];
  engine.probe = async (source) => {
    sources.push(source);
    if (sources.length > 1) return fakeProbe({ version: source.version as FileVersion });
    change(2000, 'first');
    throw changed();
  };
  assert.deepEqual((await titles.get(ID)).title.source.version, { size: 1000, mtimeUs: 1 });
  assert.deepEqual(
    sources.map(({ grown }) => grown),
    [undefined, true],
  );
  engine.probe = probe;
  assert.equal((await titles.get(ID)).title.source.version?.size, 2000);
});

test('what the title does not have is NOT_FOUND', async () => {
  const { get } = bench();
  await assert.rejects(get(999), { code: 'NOT_FOUND' });
  await assert.rejects(get(0, { rendition: '2160p_h264' }), { code: 'NOT_FOUND' });
  await assert.rejects(get(0, { audio: 7 }), { code: 'NOT_FOUND' });
});
