/** Renditions into which subtitles are drawn: what master playlists and addresses say of them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import HLS from 'hls-parser';
import { HaemaError } from '../../../src/core/errors.ts';
import type { SubtitleStream } from '../../../src/engine/types.ts';
import type { SubtitleMedia } from '../../../src/hls/master-playlist.ts';
import { burnedLadder } from '../../../src/stream/burned.ts';
import { PlaylistService } from '../../../src/stream/playlist-service.ts';
import { DEFAULT_SETTINGS, recipes, segmentRequest, titleOf } from '../../../src/stream/title.ts';
import { closedCuts, fakeTitles, filmOf, ID } from '../../support/fake-copies.ts';
import { fakeProbe } from '../../support/fake-probe.ts';

const plain = filmOf('hevc', [{ codec: 'aac', language: 'eng' }]);
const subtitle = (index: number, codec: string): SubtitleStream => ({
  ...{ kind: 'subtitle', index, codec, profile: null, language: null, title: null },
  ...{ dispositions: [], bitRate: null },
});
const film = {
  ...plain,
  streams: [...plain.streams, subtitle(2, 'subrip'), subtitle(3, 'hdmv_pgs_subtitle')],
};
const source = { root: '/', path: 'film.mkv' };
const title = titleOf(source, film, DEFAULT_SETTINGS);

const TEXT: SubtitleMedia = {
  ...{ group: 'subtitles', uri: 'subtitle/2/stream.m3u8', name: 'English', language: 'en' },
  ...{ isDefault: true, forced: false, forDeaf: false },
};

test('whoever has subtitles drawn is offered no others', async () => {
  const { titles, inits } = fakeTitles({ probe: film });
  const playlists = new PlaylistService(titles, inits, { media: () => [TEXT] });
  const query = { videoId: ID, container: 'ts' } as const;
  assert.match(await playlists.master(query), /SUBTITLES/);
  assert.doesNotMatch(await playlists.master({ ...query, subtitle: '3' }), /SUBTITLES/);
});

const listed = async (container: 'ts' | 'fmp4', track?: string) => {
  const cuts = async ({ times }: { readonly times: Float64Array }) => closedCuts(times);
  const { playlists } = fakeTitles({ probe: film, cuts });
  const text = await playlists.master({ videoId: ID, container, subtitle: track });
  const master = HLS.parse(text);
  assert.ok(master.isMasterPlaylist);
  return master.variants.map(({ uri, codecs, bandwidth }) => ({
    name: uri.split('/')[0] ?? '',
    codecs,
    bandwidth,
  }));
};

for (const container of ['ts', 'fmp4'] as const) {
  test(`a track that is drawn changes all names and nothing else: ${container}`, async () => {
    const made = (await listed(container)).filter(({ name }) => name.endsWith('_h264'));
    const drawn = await listed(container, '3');
    assert.ok(made.length > 1);
    const renamed = made.map((it) => ({ ...it, name: it.name.replace('p_', 'p-sub3_') }));
    assert.deepEqual(drawn, renamed);
  });
}

test('a track that is not there, and one of text, cannot be drawn', async () => {
  for (const track of ['0', '2', '9', 'saaaaaaaa']) {
    const failure = { code: 'NOT_FOUND', message: /no subtitles .* can be drawn; there are 3$/ };
    await assert.rejects(listed('ts', track), failure);
    const rendition = `360p-sub${track}_h264`;
    assert.throws(() => recipes(title, { rendition, container: 'ts' }), { code: 'NOT_FOUND' });
  }
  const bare = titleOf(source, fakeProbe(), DEFAULT_SETTINGS);
  assert.throws(() => burnedLadder(bare, '3'), /there are none/);
});

test('a pair of files beside the video can be drawn, as it is at the time', async () => {
  let mtimeUs = 1;
  const { titles, make } = fakeTitles({ probe: film, disc: () => ({ size: 9, mtimeUs }) });
  const choice = { rendition: '360p-subsdisc_h264', container: 'ts' } as const;
  const versionNow = async (): Promise<string> => (await titles.get(ID)).version(choice);
  const first = await versionNow();
  assert.equal(await versionNow(), first);
  const { title } = await titles.get(ID);
  const index = { root: '/', path: 'a.idx', version: { size: 9, mtimeUs: 1 } };
  assert.deepEqual(recipes(title, choice).video?.subtitle, {
    ...{ stream: 0, codedWidth: 720, codedHeight: 576 },
    beside: { index, pictures: { ...index, path: 'a.sub' } },
  });
  mtimeUs++;
  assert.notEqual(await versionNow(), first);
  assert.ok((await make().get(ID)).version(choice));
});

test('of a pair of files that holds several tracks each can be drawn', async () => {
  const disc = () => ({ size: 9, mtimeUs: 1 });
  const discTracks = async () => [
    { number: 2, language: 'en' },
    { number: 0, language: 'de' },
  ];
  const { title } = await fakeTitles({ probe: film, disc, discTracks }).titles.get(ID);
  const drawn = (track: string) => {
    const choice = { rendition: `360p-sub${track}_h264`, container: 'ts' } as const;
    return recipes(title, choice).video?.subtitle?.beside;
  };
  assert.equal(drawn('sdisc')?.track, 2);
  assert.deepEqual(drawn('sdisct0'), { ...drawn('sdisc'), track: 0 });
  const languages = title.beside.map(({ id, file, language }) => [id, file, language]);
  assert.deepEqual(languages, [
    ['sdisc', 'sdisc', 'en'],
    ['sdisct0', 'sdisc', 'de'],
  ]);
});

test('tracks that cannot be told at the moment do not make another title', async () => {
  let mtimeUs = 1;
  let isBusy = false;
  const discTracks = async () => {
    if (isBusy) throw new HaemaError('BUSY', 'too much to do');
    return [
      { number: 0, language: 'en' },
      { number: 1, language: 'de' },
    ];
  };
  let isAway = false;
  const disc = () => {
    if (isAway) throw new HaemaError('TIMED_OUT', 'no answer');
    return { size: 9, mtimeUs };
  };
  const { titles } = fakeTitles({ probe: film, disc, discTracks });
  const first = await titles.get(ID);
  isBusy = true;
  assert.equal(await titles.get(ID), first);
  isAway = true;
  await assert.rejects(titles.get(ID), { code: 'TIMED_OUT' });
  isAway = false;
  assert.equal(await titles.get(ID), first);
  mtimeUs++;
  await assert.rejects(titles.get(ID), { code: 'BUSY' });
  isBusy = false;
  assert.deepEqual(
    (await titles.get(ID)).title.beside.map(({ id }) => id),
    ['sdisc', 'sdisct1'],
  );
});

test('segments say what is drawn, with the sound that goes with them', () => {
  const choice = { rendition: '240p-sub3_h264', container: 'ts' } as const;
  const { video, audio } = segmentRequest(title, choice, 1);
  const bare = segmentRequest(title, { ...choice, rendition: '240p_h264' }, 1);
  const drawn = { stream: 3, codedWidth: 720, codedHeight: 576 };
  assert.deepEqual(video, { ...bare.video, subtitle: drawn });
  assert.deepEqual(audio, bare.audio);
});
