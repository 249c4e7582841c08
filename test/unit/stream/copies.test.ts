import assert from 'node:assert/strict';
import test from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import type { CutFacts, CutRequest, VideoStream } from '../../../src/engine/types.ts';
import type { Choice } from '../../../src/stream/title.ts';
import { DEFAULT_SETTINGS, segmentRequest, titleOf, trackInit } from '../../../src/stream/title.ts';
import { videoDetails } from '../../../src/stream/video-details.ts';
import {
  AAC_INIT,
  closedCuts,
  fakeTitles,
  filmOf,
  ID,
  indexedProbe,
} from '../../support/fake-copies.ts';

const S = 90_000;
const NONE = new Float64Array();
const NO_INDEX = { from: 'none' as const, keyframes: NONE, seeks: NONE, frames: NONE };
const COPY = { rendition: 'source_h264', container: 'ts' } as const;
const MADE = { rendition: '360p_h264', container: 'ts' } as const;

test('a copy is cut at key frames, and asks for both ends of each segment', async () => {
  const { titles } = fakeTitles({ probe: indexedProbe() });
  const { title } = await titles.get(ID);
  const first = segmentRequest(title, COPY, 0);
  assert.deepEqual(first.copy, { video: { stream: 0 }, audio: { stream: 1 } });
  assert.deepEqual([first.video, first.audio], [null, null]);
  assert.deepEqual([first.start, first.end, first.first], [0, 4 * S, true]);
  assert.deepEqual(first.key, { time: 0, seek: 0 });
  assert.deepEqual(first.nextKey, { time: 4 * S, seek: 4000 });
  const last = segmentRequest(title, COPY, 14);
  assert.deepEqual([last.last, last.nextKey], [true, null]);
  assert.throws(() => segmentRequest(title, COPY, 15), { code: 'NOT_FOUND' });
  const made = segmentRequest(title, MADE, 0);
  assert.deepEqual([made.copy, made.nextKey], [null, null]);
});

test('fMP4 has one track a file, copied or made; its init segment reads the file', async () => {
  const { titles } = fakeTitles({ probe: indexedProbe() });
  const { title } = await titles.get(ID);
  const request = (rendition: string) => segmentRequest(title, { rendition, container: 'fmp4' }, 0);
  assert.deepEqual(request('source_h264').copy, { video: { stream: 0 }, audio: null });
  assert.deepEqual(request('audio1_source').copy, { video: null, audio: { stream: 1 } });
  assert.equal(request('audio1_source').end, request('360p_h264').end, 'on the grid of the made');
  assert.equal(trackInit(title, '360p_h264').copied, null);
  assert.deepEqual(trackInit(title, 'source_h264').copied, {
    source: title.source,
    video: { stream: 0 },
    audio: null,
  });
});

test('of a copy that is not known yet players are told to ask again', () => {
  const title = titleOf({ root: '/', path: 'a.mkv' }, indexedProbe(), DEFAULT_SETTINGS, []);
  assert.throws(() => segmentRequest(title, COPY, 0), { code: 'BUSY' });
  const sound: Choice = { rendition: 'audio1_source', container: 'fmp4' };
  assert.throws(() => segmentRequest(title, sound, 0), { code: 'BUSY' });
  for (const rendition of ['1p_h264', 'source_hevc', 'audio2_source']) {
    assert.throws(() => segmentRequest(title, { ...COPY, rendition }, 0), { code: 'NOT_FOUND' });
  }
});

test('transport streams carry what they can, other sound is made', async () => {
  const probe = filmOf('hevc', [{ codec: 'flac' }, { codec: 'ac3', channels: 6 }]);
  const { title } = await fakeTitles({ probe }).titles.get(ID);
  const choice: Choice = { rendition: 'source_hevc', container: 'ts' };
  const flac = segmentRequest(title, choice, 0);
  assert.deepEqual(flac.copy, { video: { stream: 0 }, audio: null });
  assert.equal(flac.audio?.stream, 1);
  const ac3 = segmentRequest(title, { ...choice, audio: 2 }, 0);
  assert.deepEqual([ac3.copy?.audio, ac3.audio], [{ stream: 2 }, null]);
  const alone: Choice = { rendition: 'audio2_source', container: 'ts' };
  assert.throws(() => segmentRequest(title, alone, 0), { code: 'NOT_FOUND' });
  const vp9 = await fakeTitles({ probe: filmOf('vp9', []) }).titles.get(ID);
  const ts: Choice = { rendition: 'source_vp9', container: 'ts' };
  assert.throws(() => segmentRequest(vp9.title, ts, 0), { code: 'NOT_FOUND' });
  assert.ok(segmentRequest(vp9.title, { ...ts, container: 'fmp4' }, 0).copy);
});

test('pictures that are to be turned are copied where that can be said', async () => {
  const { streams, ...probe } = filmOf('h264', []);
  for (const turned of [{ rotation: 90 }, { mirrored: true }]) {
    const video = { ...streams[0], ...turned } as VideoStream;
    const { title } = await fakeTitles({ probe: { ...probe, streams: [video] } }).titles.get(ID);
    assert.throws(() => segmentRequest(title, COPY, 0), { code: 'NOT_FOUND' });
    assert.ok(segmentRequest(title, { ...COPY, container: 'fmp4' }, 0).copy);
  }
});

test('slow pictures that lead others are not copied into transport streams', async () => {
  const at = async (num: number, kind: number): Promise<boolean | undefined> => {
    const probe = filmOf('h264', []);
    const video = { ...probe.streams[0], frameRate: { num, den: 1 } } as VideoStream;
    const { titles } = fakeTitles({
      probe: { ...probe, streams: [video] },
      cuts: async ({ times }) => ({
        ...closedCuts(times),
        kinds: Uint8Array.from(times, () => kind),
      }),
    });
    return (await titles.get(ID)).title.copy?.inTs;
  };
  assert.deepEqual(await Promise.all([at(8, 1), at(5, 1), at(5, 0)]), [true, false, true]);
});

test('a film that is opened waits a second for its copy, or has it the next time', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const asked = Promise.withResolvers<CutRequest>();
  const told = Promise.withResolvers<CutFacts>();
  const { titles, kept } = fakeTitles({
    probe: indexedProbe(),
    cuts: (request) => {
      asked.resolve(request);
      return told.promise;
    },
  });
  const opening = titles.get(ID);
  const { times } = await asked.promise;
  t.mock.timers.tick(1000);
  const served = await opening;
  assert.equal(served.title.copy, null);
  assert.match(served.title.copyRefused ?? '', /still being looked at/);
  const versions = [MADE, { ...MADE, audio: 1 }].map((choice) => served.version(choice));
  told.resolve(closedCuts(times));
  while (kept.size === 0) await new Promise(setImmediate);
  assert.equal((await titles.opened(ID)).title.copy, null, 'this play goes on as it began');
  const again = await titles.get(ID);
  assert.equal(again.title.copy?.name, 'source_h264');
  assert.deepEqual(
    [MADE, { ...MADE, audio: 1 }].map((choice) => again.version(choice)),
    versions,
    'nothing that was handed out has changed',
  );
  assert.equal(again.title.targetDuration, served.title.targetDuration);
});

test('what was found out is not asked again, save by another build or for other cuts', async () => {
  let asked = 0;
  const { titles, make, kept } = fakeTitles({
    probe: indexedProbe(),
    cuts: async ({ times }) => {
      asked++;
      return closedCuts(times);
    },
  });
  await titles.get(ID);
  await titles.get(ID);
  assert.equal((await make().get(ID)).title.copy?.name, 'source_h264');
  assert.equal(asked, 1);
  await make('another').get(ID);
  assert.equal(asked, 2);
  const [facts] = kept.values();
  if (facts !== undefined) kept.set('test', { ...facts, times: Float64Array.of(0) });
  await make().get(ID);
  assert.equal(asked, 3);
});

test('a failure to look is no refusal: the next one who opens it tries again', async () => {
  let fails = true;
  const { titles, kept } = fakeTitles({
    probe: indexedProbe(),
    cuts: async ({ times }) => {
      if (fails) throw new HaemaError('READ_FAILED', 'the share is gone');
      return closedCuts(times);
    },
  });
  assert.equal((await titles.get(ID)).title.copy, null);
  assert.equal(kept.size, 0);
  fails = false;
  assert.equal((await titles.get(ID)).title.copy?.name, 'source_h264');
});

test('looking ends when haema stops', async () => {
  const aborted = Promise.withResolvers<void>();
  const { titles } = fakeTitles({
    probe: indexedProbe(),
    cuts: (_request, signal) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          reject(new HaemaError('CANCELLED', 'cancelled'));
          aborted.resolve();
        });
        titles.stop();
      }),
  });
  await Promise.all([titles.get(ID), aborted.promise]);
});

const refusals = [
  { name: 'no index', probe: indexedProbe({ index: NO_INDEX }), reason: /no index/ },
  { name: 'a codec', probe: filmOf('mpeg4', []), reason: /browsers do not play mpeg4/ },
  { name: 'the engine', probe: filmOf('h264', []), reason: /it has intra refresh/ },
];

for (const { name, probe, reason } of refusals) {
  test(`refused by ${name}, in words, and the rest is offered`, async () => {
    const invalid = async (): Promise<never> => {
      throw new HaemaError('MEDIA_INVALID', 'it has intra refresh');
    };
    const { titles, inits } = fakeTitles({ probe, cuts: invalid, copyInit: invalid });
    const { renditions, audio_tracks } = await videoDetails(await titles.get(ID), inits, []);
    const [copy, ...made] = renditions;
    assert.deepEqual([copy?.kind, copy?.offered], ['copy', false]);
    assert.match(copy?.reason ?? '', reason);
    assert.ok(made.length > 0 && made.every(({ offered }) => offered));
    for (const track of audio_tracks) assert.match(track.copy.reason ?? '', /intra refresh/);
  });
}

test('the API tells of a copy what a playlist does', async () => {
  const probe = filmOf('hevc', [{ codec: 'aac' }, { codec: 'dts' }]);
  const { titles, inits } = fakeTitles({ probe, copyInit: async () => AAC_INIT });
  const { renditions, audio_tracks } = await videoDetails(await titles.get(ID), inits, []);
  const { bandwidth, ...copy } = renditions[0] ?? assert.fail();
  assert.ok(bandwidth !== null && bandwidth > 2_000_000);
  assert.deepEqual(copy, {
    name: 'source_hevc',
    kind: 'copy',
    width: 768,
    height: 576,
    frame_rate: 25,
    video_range: 'SDR',
    codecs: ['avc1.640028', 'mp4a.40.2'],
    offered: true,
    reason: null,
  });
  assert.deepEqual(
    audio_tracks.map((track) => track.copy),
    [
      { name: 'audio1_source', codecs: 'mp4a.40.2', offered: true, reason: null },
      { name: 'audio2_source', codecs: null, offered: false, reason: 'players do not take dts' },
    ],
  );
});
