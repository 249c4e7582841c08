/** Pictures that cannot be made for everybody: what is said instead, and what is offered still. */
import assert from 'node:assert/strict';
import test from 'node:test';
import HLS from 'hls-parser';
import type { CutRequest } from '../../../src/engine/types.ts';
import { videoDetails } from '../../../src/stream/video-details.ts';
import { closedCuts, fakeTitles, ID, indexedProbe } from '../../support/fake-copies.ts';
import { fakeAudio, fakeVideo } from '../../support/fake-probe.ts';

const refusal = { code: 'MEDIA_INVALID', message: /Dolby Vision profile 5/ };

const film = indexedProbe({
  streams: [
    {
      ...fakeVideo,
      codec: 'hevc',
      dynamicRange: 'dolby-vision',
      dolbyVision: { profile: 5, compatibility: 0 },
    },
    fakeAudio,
  ],
});

const cuts = async ({ times }: CutRequest) => ({
  ...closedCuts(times),
  codecs: 'dvh1.05.06',
  videoRange: 'PQ' as const,
});

test('every rung of Dolby Vision without a base layer is told, with the reason', async () => {
  const { titles, inits } = fakeTitles({ probe: film, cuts });
  const { renditions } = await videoDetails(await titles.get(ID), inits, []);
  const [copy, ...rungs] = renditions;
  assert.equal(copy?.offered, true);
  assert.deepEqual(
    rungs.map(({ name }) => name),
    ['360p_h264', '240p_h264'],
  );
  for (const { offered, reason } of rungs) {
    assert.equal(offered, false);
    assert.match(reason ?? '', refusal.message);
  }
});

test('who can show it gets it as it is', async () => {
  const { playlists } = fakeTitles({ probe: film, cuts });
  const master = HLS.parse(await playlists.master({ videoId: ID, container: 'fmp4' }));
  assert.ok(master.isMasterPlaylist);
  const uris = new Set(master.variants.map(({ uri }) => uri.split('/')[0]));
  assert.deepEqual([...uris], ['source_hevc']);
});

test('otherwise it is refused instead of played without pictures', async () => {
  const refused = async () => ({ ...closedCuts(new Float64Array()), refusal: 'it is encrypted' });
  const { playlists } = fakeTitles({ probe: film, cuts: refused });
  await assert.rejects(playlists.master({ videoId: ID, container: 'fmp4' }), refusal);
  await assert.rejects(playlists.master({ videoId: ID, container: 'ts' }), refusal);
  const rung = { videoId: ID, rendition: '360p_h264', container: 'ts' } as const;
  await assert.rejects(playlists.media(rung), refusal);
});
