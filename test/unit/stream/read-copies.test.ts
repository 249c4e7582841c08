/** Copies of files without an index, which are found by reading them through. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import type { CutScan, CutScanRequest, Probe } from '../../../src/engine/types.ts';
import { segmentRequest } from '../../../src/stream/title.ts';
import { closedCuts, fakeTitles, ID } from '../../support/fake-copies.ts';
import { fakeProbe, fakeVideo } from '../../support/fake-probe.ts';

const S = 90_000;
const COPY = { rendition: 'source_h264', container: 'ts' } as const;
const CHOICES = [
  { rendition: '360p_h264', container: 'ts' },
  { rendition: '360p_h264', container: 'fmp4' },
  { rendition: 'audio_aac', container: 'fmp4' },
] as const;

/** Too large to be waited for. */
const recording = (changes: Partial<Probe> = {}): Probe =>
  fakeProbe({ format: 'mpegts', version: { size: 2 ** 34, mtimeUs: 1 }, ...changes });

/** A key frame every 1.5 s, from 0.3 s on. */
const scanOf = (count = 40): CutScan => {
  const times = Float64Array.from({ length: count }, (_, at) => (0.3 + at * 1.5) * S);
  return {
    facts: closedCuts(times),
    times,
    seeks: times.map((time) => time + 7),
    places: times.map((_, at) => 188 * (at + 3)),
  };
};

const settled = () => new Promise(setImmediate);

test('nobody waits for a long file; a later play has its copy, nothing else changes', async () => {
  const asked = Promise.withResolvers<CutScanRequest>();
  const told = Promise.withResolvers<CutScan>();
  const { titles, playlists, kept } = fakeTitles({
    probe: recording(),
    scanCuts: (request) => {
      asked.resolve(request);
      return told.promise;
    },
  });
  const served = await titles.get(ID);
  assert.match(served.title.copyRefused ?? '', /is being read through/);
  const { origin, stream, source } = await asked.promise;
  assert.deepEqual([origin, stream, source.path], [0, 0, 'a.mkv']);
  const textsOf = () =>
    Promise.all(CHOICES.map((choice) => playlists.media({ videoId: ID, ...choice })));
  const texts = await textsOf();
  const master = await playlists.master({ videoId: ID, container: 'ts' });
  assert.ok(!master.includes('source_h264'));
  told.resolve(scanOf());
  while ([...kept.values()].every(({ places }) => places === null)) await settled();
  const again = await titles.get(ID);
  assert.equal(again, served);
  assert.equal(again.title.copy?.name, 'source_h264');
  assert.deepEqual(await textsOf(), texts);
  const both = await playlists.master({ videoId: ID, container: 'ts' });
  assert.ok(both.includes('source_h264'));
  for (const line of master.split('\n')) assert.ok(both.includes(line), line);
});

test('the copy has boundaries of its own, and says where its key frames lie', async () => {
  const { titles } = fakeTitles({
    probe: fakeProbe({ format: 'mpegts' }),
    scanCuts: async () => scanOf(),
  });
  const { title } = await titles.get(ID);
  const boundaries = title.copy?.cuts.boundaries ?? [];
  assert.deepEqual(boundaries.slice(0, 3), [0, 4.8 * S, 9.3 * S]);
  assert.equal(boundaries.at(-1), title.grid.transcode.at(-1));
  const first = segmentRequest(title, COPY, 0);
  assert.deepEqual(first.key, { time: 0.3 * S, seek: 0.3 * S + 7, place: 188 * 3 });
  assert.deepEqual(first.nextKey, { time: 4.8 * S, seek: 4.8 * S + 7, place: 188 * 6 });
  assert.deepEqual(segmentRequest(title, COPY, 1).key, first.nextKey);
  const made = segmentRequest(title, { ...COPY, rendition: '360p_h264' }, 1);
  assert.deepEqual([made.key, made.nextKey], [null, null]);
  const last = segmentRequest(title, COPY, boundaries.length - 2);
  assert.deepEqual([last.last, last.nextKey], [true, null]);
});

test('a file is read once, whatever it has told', async () => {
  for (const change of [{}, { refusal: 'it is damaged in places' }]) {
    let read = 0;
    const { titles, make, kept } = fakeTitles({
      probe: fakeProbe({ format: 'mpegts' }),
      scanCuts: async () => {
        read++;
        const scan = scanOf();
        return { ...scan, facts: { ...scan.facts, ...change } };
      },
    });
    const { title } = await titles.get(ID);
    await titles.get(ID);
    while (kept.size === 0) await settled();
    assert.deepEqual((await make().get(ID)).title.copyRefused, title.copyRefused);
    assert.equal(title.copyRefused, change.refusal ?? null);
    assert.equal(read, 1);
  }
});

test('a failure to read is no refusal, and is not tried again for each playlist', async () => {
  let read = 0;
  const { titles, make } = fakeTitles({
    probe: fakeProbe({ format: 'mpegts' }),
    scanCuts: async () => {
      read++;
      if (read === 1) throw new HaemaError('READ_FAILED', 'the share is gone');
      return scanOf();
    },
  });
  await titles.get(ID);
  assert.match((await titles.get(ID)).title.copyRefused ?? '', /is being read through/);
  assert.equal(read, 1);
  assert.equal((await make().get(ID)).title.copy?.name, 'source_h264');
});

test('one file at a time is read; when haema stops none is', async () => {
  const begun: AbortSignal[] = [];
  const scanCuts = (_request: CutScanRequest, signal?: AbortSignal): Promise<CutScan> =>
    new Promise((_, reject) => {
      if (signal === undefined) return;
      begun.push(signal);
      const cancel = () => reject(new HaemaError('CANCELLED', 'cancelled'));
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel);
    });
  const { titles } = fakeTitles({ probe: recording(), scanCuts });
  await Promise.all([titles.get(ID), titles.get('bbbbbbbbbbbbbbbb')]);
  while (begun.length === 0) await settled();
  assert.equal(begun.length, 1);
  titles.stop();
  while (begun.length < 2) await settled();
  assert.ok(begun.every(({ aborted }) => aborted));
});

test('a recording of which more than a second is lost is not copied', async () => {
  const probe = fakeProbe({ format: 'mpegts' });
  const late = { ...scanOf(), times: scanOf().times.map((time) => time + S) };
  const { titles } = fakeTitles({ probe, scanCuts: async () => late });
  assert.match((await titles.get(ID)).title.copyRefused ?? '', /begins in the middle/);
  const video = { ...fakeVideo, start: S };
  const begins = { ...probe, streams: probe.streams.with(0, video) };
  const other = fakeTitles({ probe: begins, scanCuts: async () => late });
  assert.equal((await other.titles.get(ID)).title.copy?.name, 'source_h264');
});
