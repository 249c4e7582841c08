import assert from 'node:assert/strict';
import test from 'node:test';
import HLS from 'hls-parser';
import type { CutRequest, Probe } from '../../../src/engine/types.ts';
import { closedCuts, fakeTitles, filmOf, ID } from '../../support/fake-copies.ts';

HLS.setOptions({ strictMode: true });

const masterOf = async (probe: Probe, container: 'ts' | 'fmp4', open = false) => {
  const cuts = async ({ times }: CutRequest) => ({
    ...closedCuts(times),
    kinds: new Uint8Array(times.length).fill(open ? 1 : 0),
    codecs: 'hvc1.2.4.L123.B0',
    supplemental: 'dvh1.08.06/db1p',
    videoRange: 'PQ' as const,
  });
  const { playlists } = fakeTitles({ probe, cuts });
  const text = await playlists.master({ videoId: ID, container });
  const master = HLS.parse(text);
  assert.ok(master.isMasterPlaylist);
  return { text, master, playlists };
};

const film = filmOf('hevc', [
  { codec: 'ac3', channels: 6, bitRate: 448_000, language: 'eng' },
  { codec: 'aac', language: 'eng', title: 'Commentary' },
  { codec: 'dts', language: 'ger', dispositions: ['visual_impaired'] },
]);

test('the master playlist begins with the copy, each picture once with every group', async () => {
  const { master } = await masterOf(film, 'fmp4');
  const listed = master.variants.map(
    ({ uri, audio }) => `${uri.split('/')[0]} ${audio[0]?.groupId}`,
  );
  assert.deepEqual(listed.slice(0, 6), [
    'source_hevc source-ac3',
    'source_hevc source-aac',
    'source_hevc aac',
    '720p_h264 aac',
    '720p_h264 source-aac',
    '720p_h264 source-ac3',
  ]);
  const [copy, , made] = master.variants;
  assert.equal(copy?.codecs, 'hvc1.2.4.L123.B0,ac-3');
  assert.equal(made?.codecs, 'hvc1.2.4.L123.B0,mp4a.40.2');
  assert.deepEqual(copy?.resolution, { width: 768, height: 576 });
  assert.equal(copy?.frameRate, 25);
  assert.ok((copy?.bandwidth ?? 0) > (copy?.averageBandwidth ?? 0) * 0.99);
});

test('ranges and supplemental codecs are the copy’s alone', async () => {
  const { text } = await masterOf(film, 'fmp4');
  const infos = text.split('\n').filter((line) => line.startsWith('#EXT-X-STREAM-INF'));
  const copies = infos.filter((line) => line.includes('VIDEO-RANGE=PQ'));
  assert.equal(copies.length, 3);
  assert.ok(copies.every((line) => line.includes('SUPPLEMENTAL-CODECS="dvh1.08.06/db1p"')));
  const rest = infos.filter((line) => !copies.includes(line));
  assert.ok(rest.every((line) => /VIDEO-RANGE=SDR/.test(line) && !/SUPPLEMENTAL/.test(line)));
});

test('a group has tracks of one codec, and that of what is made has all', async () => {
  const { master } = await masterOf(film, 'fmp4');
  const groups = master.variants
    .slice(0, 3)
    .map(({ audio }) =>
      audio.map(({ uri, channels, isDefault }) => `${uri?.split('/')[0]} ${channels} ${isDefault}`),
    );
  assert.deepEqual(groups, [
    ['audio1_source 6 true'],
    ['audio_aac 2 true', 'audio2_source 2 false', 'audio3_aac 2 false'],
    ['audio_aac 2 true', 'audio2_aac 2 false', 'audio3_aac 2 false'],
  ]);
  const [, , made] = master.variants;
  assert.deepEqual(
    made?.audio.map(({ language, name, autoselect }) => [language, name, autoselect]),
    [
      ['en', 'English', true],
      ['en', 'Commentary', false],
      ['de', 'German', true],
    ],
  );
  const told = made?.audio.map(({ characteristics }) => characteristics ?? null);
  assert.deepEqual(told, [null, null, 'public.accessibility.describes-video']);
});

test('transport streams: muxed sound, copied where they carry it', async () => {
  const { master } = await masterOf(film, 'ts');
  assert.deepEqual(
    master.variants.slice(0, 2).map(({ uri, codecs }) => [uri, codecs]),
    [
      ['source_hevc/stream.m3u8', 'hvc1.2.4.L123.B0,ac-3'],
      ['720p_h264/stream.m3u8', 'avc1.640015,mp4a.40.2'],
    ],
  );
  const vp9 = await masterOf(filmOf('vp9', []), 'ts');
  assert.ok(vp9.master.variants.every(({ uri }) => !uri.startsWith('source')));
  assert.ok(vp9.master.independentSegments, 'the copy is not in it');
});

test('only what is independent is said to be so', async () => {
  const { master, playlists } = await masterOf(film, 'fmp4', true);
  assert.equal(master.independentSegments, false);
  const mediaOf = async (rendition: string) => {
    const text = await playlists.media({ videoId: ID, rendition, container: 'fmp4' });
    const media = HLS.parse(text);
    return media.isMasterPlaylist ? assert.fail() : media;
  };
  const copy = await mediaOf('source_hevc');
  const made = await mediaOf('720p_h264');
  const sound = await mediaOf('audio1_source');
  assert.deepEqual(
    [copy, made, sound].map(({ independentSegments }) => independentSegments),
    [false, true, true],
  );
  const lengths = [copy, made, sound].map(({ targetDuration }) => targetDuration);
  assert.deepEqual(lengths, [12, 12, 12], 'room for a copy that is found later');
  const total = ({ segments }: typeof copy) =>
    segments.reduce((sum, { duration }) => sum + duration, 0);
  for (const media of [copy, made, sound]) assert.ok(Math.abs(total(media) - 60) < 1e-6);
  assert.equal(copy.segments.length, 15);
});

test('films without sound, and sound without a film', async () => {
  const silent = await masterOf(filmOf('hevc', []), 'fmp4');
  assert.equal(silent.master.variants[0]?.codecs, 'hvc1.2.4.L123.B0');
  const alone: Probe = { ...filmOf('h264', [{}]), video: null };
  const { master } = await masterOf(alone, 'fmp4');
  assert.deepEqual(
    master.variants.map(({ uri }) => uri),
    ['audio_aac/stream.m3u8?container=fmp4'],
  );
});
