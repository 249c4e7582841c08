/** The whole server over generated clips: what players get, and what they rely on. */
import assert from 'node:assert/strict';
import { appendFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import HLS from 'hls-parser';
import { json, serveClips } from '../support/app.ts';

HLS.setOptions({ strictMode: true });

const text = async (url: string): Promise<string> => {
  const response = await fetch(url);
  assert.equal(response.status, 200, url);
  return response.text();
};

const codeOf = async (url: string): Promise<[status: number, code: string]> => {
  const response = await fetch(url);
  const { code } = (await response.json()) as { code: string };
  return [response.status, code];
};

const master = async (url: string): Promise<HLS.types.MasterPlaylist> => {
  const playlist = HLS.parse(await text(url));
  assert.ok(playlist.isMasterPlaylist);
  return playlist;
};

const media = async (url: string): Promise<HLS.types.MediaPlaylist> => {
  const playlist = HLS.parse(await text(url));
  assert.ok(!playlist.isMasterPlaylist);
  return playlist;
};

for (const container of ['ts', 'fmp4'] as const) {
  test(`every segment of every playlist is there, once made the same: ${container}`, async (t) => {
    const { url, ids } = await serveClips(t, ['h264.mp4']);
    const base = `${url}/api/v1/video/${ids['h264']}/master.m3u8?container=${container}`;
    const { variants } = await master(base);
    assert.ok(variants.length > 0);
    for (const variant of variants) {
      const uris = [variant.uri, ...variant.audio.flatMap(({ uri }) => uri ?? [])];
      for (const uri of uris) {
        const at = new URL(uri, base);
        const { segments, targetDuration } = await media(String(at));
        const length = segments.reduce((sum, { duration }) => sum + duration, 0);
        assert.ok(Math.abs(length - 8) < 0.1, `${length} s`);
        assert.ok(segments.every(({ duration }) => duration <= targetDuration));
        const init = segments[0]?.map?.uri;
        for (const part of [...(init === undefined ? [] : [init]), ...segments.map((s) => s.uri)]) {
          const first = await fetch(new URL(part, at));
          const again = await fetch(new URL(part, at));
          assert.equal(first.status, 200);
          assert.match(first.headers.get('cache-control') ?? '', /immutable/);
          assert.equal(first.headers.get('etag'), again.headers.get('etag'));
          assert.deepEqual(await first.arrayBuffer(), await again.arrayBuffer());
        }
      }
    }
  });
}

test('a file that changes makes its playlists stale, and new ones work', async (t) => {
  const { url, ids, films } = await serveClips(t, ['h264.ts']);
  const base = `${url}/api/v1/video/${ids['h264']}`;
  const { variants } = await master(`${base}/master.m3u8`);
  const playlist = `${base}/${variants[0]?.uri}`;
  const before = new URL((await media(playlist)).segments[0]?.uri ?? '', playlist);
  appendFileSync(join(films, 'h264.ts'), Buffer.alloc(188 * 4, 0xff));
  const now = new URL((await media(playlist)).segments[0]?.uri ?? '', playlist);
  assert.notEqual(String(now), String(before));
  assert.deepEqual(await codeOf(String(before)), [410, 'stale_playlist']);
  assert.equal((await fetch(now)).status, 200);
});

test('a file that is gone or no video is told so, and the rest goes on', async (t) => {
  const { url, ids, films } = await serveClips(t, ['h264.mp4', 'late-start.ts']);
  renameSync(join(films, 'late-start.ts'), join(films, 'away'));
  const gone = `${url}/api/v1/video/${ids['late-start']}`;
  assert.deepEqual(await codeOf(`${gone}/master.m3u8`), [404, 'source_missing']);
  assert.deepEqual(await codeOf(`${gone}/original`), [404, 'source_missing']);
  const there = `${url}/api/v1/video/${ids['h264']}`;
  assert.equal((await fetch(`${there}/master.m3u8`)).status, 200);
  assert.deepEqual(await codeOf(`${there}/240p_h264/999.ts`), [404, 'not_found']);
  assert.deepEqual(await codeOf(`${there}/4320p_h264/0.ts`), [404, 'not_found']);
});

test('what the API tells of a video', async (t) => {
  const { url, ids } = await serveClips(t, ['h264.mp4']);
  const video = (await json(`${url}/api/v1/video/${ids['h264']}`)) as Record<string, unknown>;
  assert.equal(video['video_id'], ids['h264']);
  assert.equal(video['title'], 'h264');
  const { shows } = (await json(`${url}/api/v1/shows`)) as { shows: { duration: number }[] };
  assert.equal(shows[0]?.duration, video['duration']);
});

test('the timing of a segment tells whether it was made or there', async (t) => {
  const { url, ids } = await serveClips(t, ['h264.mp4']);
  const base = `${url}/api/v1/video/${ids['h264']}`;
  const { variants } = await master(`${base}/master.m3u8`);
  const playlist = `${base}/${variants[0]?.uri}`;
  const segment = new URL((await media(playlist)).segments[0]?.uri ?? '', playlist);
  const made = await fetch(segment);
  await made.arrayBuffer();
  for (const step of ['queue', 'open', 'seek', 'decode', 'encode', 'mux']) {
    assert.match(made.headers.get('server-timing') ?? '', new RegExp(`${step};dur=`));
  }
  assert.match((await fetch(segment)).headers.get('server-timing') ?? '', /cache;dur=/);
});
