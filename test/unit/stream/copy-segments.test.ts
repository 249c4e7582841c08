import assert from 'node:assert/strict';
import test from 'node:test';
import { memoryCache } from '../../../src/cache/memory-cache.ts';
import type { CopyInitRequest, CutRequest, SegmentRequest } from '../../../src/engine/types.ts';
import { Scheduler } from '../../../src/stream/scheduler.ts';
import { type SegmentQuery, SegmentService } from '../../../src/stream/segment-service.ts';
import { AAC_INIT, closedCuts, fakeTitles, ID, indexedProbe } from '../../support/fake-copies.ts';

const MIB = 1024 * 1024;
const OPTIONS = { slots: 2, maxWaitMs: 8000, maxRunMs: 60_000, maxWaiting: 100, maxBytes: 1e9 };
const stats = { openUs: 0, seekUs: 0, decodeUs: 0, encodeUs: 0, audioUs: 0, muxUs: 0 };

const query: SegmentQuery = {
  videoId: ID,
  rendition: 'source_h264',
  container: 'fmp4',
  name: 0,
  version: null,
};

/** With copies of so many bytes a segment. */
const bench = (bytes: number) => {
  const made: SegmentRequest[] = [];
  const inits: CopyInitRequest[] = [];
  const fake = fakeTitles({
    probe: indexedProbe(),
    cuts: async ({ times }: CutRequest) => ({
      ...closedCuts(times),
      sizes: new Float64Array(times.length).fill(bytes),
    }),
    copyInit: async (request) => {
      inits.push(request);
      return AAC_INIT;
    },
  });
  const segment = async (request: SegmentRequest) => {
    made.push(request);
    const { part } = request;
    if (part !== null) return { data: Buffer.from(`${part}`), more: part < 3, stats };
    return { data: Buffer.alloc(request.copy === null ? 1000 : bytes), more: false, stats };
  };
  const cache = memoryCache(100 * MIB);
  const memory = memoryCache(100 * MIB);
  const service = new SegmentService({
    engine: { ...fake.engine, segment } as unknown as typeof fake.engine,
    titles: fake.titles,
    inits: fake.inits,
    cache,
    memory,
    scheduler: new Scheduler(OPTIONS),
  });
  const get = async (changes: Partial<SegmentQuery> = {}) => {
    const got = await service.get({ ...query, ...changes }, 'viewer', new AbortController().signal);
    while (service.counts.flights > 0) await new Promise(setImmediate);
    return got;
  };
  const kept = (tier: typeof cache): number => tier.stats()[0]?.entries ?? 0;
  return {
    service,
    get,
    made,
    inits,
    kept: () => [kept(cache), kept(memory)],
    titles: fake.titles,
  };
};

const indexes = (made: readonly SegmentRequest[]): number[] => made.map(({ index }) => index);

test('of copies one is made ahead, and they stay in memory', async () => {
  const { get, made, kept } = bench(1 * MIB);
  await get();
  assert.deepEqual(indexes(made), [0, 1]);
  assert.deepEqual(kept(), [0, 2]);
  await get({ name: 1 });
  assert.deepEqual(indexes(made), [0, 1, 2]);
});

test('large copies are read when they are asked for, each time', async () => {
  const { get, made, kept } = bench(6 * MIB);
  await Promise.all([get(), get()]);
  assert.deepEqual(indexes(made), [0], 'once for all who wait');
  await get();
  assert.deepEqual(indexes(made), [0, 0]);
  assert.deepEqual(kept(), [0, 0]);
});

test('of a large copy a client gets part by part, at its own pace', async () => {
  const { get, made, kept } = bench(6 * MIB);
  const [one, other] = await Promise.all([get(), get()]);
  const pull = async ({ rest }: typeof one): Promise<string | undefined> =>
    (await rest?.())?.toString();
  assert.deepEqual([one.data.toString(), await pull(one), await pull(one)], ['0', '1', '2']);
  assert.deepEqual(await Promise.all([pull(other), pull(one)]), ['1', '3']);
  assert.equal(await pull(one), undefined);
  assert.equal(made.length, 5, 'nothing is made before it is asked for');
  assert.deepEqual(kept(), [0, 0]);
});

test('a large copy comes in parts in MPEG-TS, too', async () => {
  const { get, made } = bench(6 * MIB);
  const { data, rest } = await get({ container: 'ts' });
  assert.deepEqual([made[0]?.container, made[0]?.part], ['ts', 0]);
  assert.deepEqual([data.toString(), (await rest?.())?.toString()], ['0', '1']);
});

test('the part that a client who left was waiting for is given up', async () => {
  const { service, made } = bench(6 * MIB);
  const leaving = new AbortController();
  const { rest } = await service.get(query, 'viewer', leaving.signal);
  const next = rest?.();
  leaving.abort();
  await assert.rejects(next ?? Promise.resolve(), { code: 'CANCELLED' });
  assert.equal(made.at(-1)?.part, 1);
  while (service.counts.flights > 0) await new Promise(setImmediate);
  await assert.rejects(rest?.() ?? Promise.resolve(), { code: 'CANCELLED' });
});

test('what is made goes to the disk as before', async () => {
  const { get, kept } = bench(1 * MIB);
  await get({ rendition: '360p_h264' });
  assert.deepEqual(kept(), [3, 0]);
});

test('the init segment of a copy is read from the file once', async () => {
  const { get, inits } = bench(1 * MIB);
  const first = await get({ name: 'init' });
  assert.deepEqual(first.data, AAC_INIT);
  await get({ name: 'init' });
  const pictures = inits.filter(({ video }) => video !== null);
  assert.deepEqual(
    pictures.map(({ video, audio, source }) => [video, audio, source.version]),
    [[{ stream: 0 }, null, { size: 1000, mtimeUs: 1 }]],
  );
});

test('a copy has a version of its own, which tells of its cuts', async () => {
  const { titles } = bench(1 * MIB);
  const served = await titles.get(ID);
  const names = ['source_h264', '360p_h264'].flatMap((rendition) =>
    (['ts', 'fmp4'] as const).map((container) => served.version({ rendition, container })),
  );
  assert.equal(new Set(names).size, 4);
  assert.ok(names.every((name) => served.isNamed(name, query) === (name === names[1])));
});
