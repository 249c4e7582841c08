/** The whole server over generated clips: what players get, and what they rely on. */
import assert from 'node:assert/strict';
import { appendFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import HLS from 'hls-parser';
import { json, serveClips } from '../support/app.ts';
import { type ClipName, clip } from '../support/clips.ts';

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

/** The addresses of all segments of the largest rendition. */
/** Of the variant at this place of the master playlist. */
const segmentsOf = async (base: string, at = 0): Promise<URL[]> => {
  const { variants } = await master(`${base}/master.m3u8`);
  const playlist = `${base}/${variants.at(at)?.uri}`;
  return (await media(playlist)).segments.map(({ uri }) => new URL(uri, playlist));
};

const bytesAt = async (url: URL): Promise<Buffer> => {
  const response = await fetch(url);
  assert.equal(response.status, 200, String(url));
  return Buffer.from(await response.arrayBuffer());
};

test('a file that is replaced makes its playlists stale, and new ones work', async (t) => {
  const { url, ids, films } = await serveClips(t, ['h264.ts']);
  const base = `${url}/api/v1/video/${ids['h264']}`;
  const before = await segmentsOf(base, -1); // of a copy the last one is made ahead
  await bytesAt(before[0] ?? assert.fail());
  const longer = ['late-start.ts', 'h264.ts'].map((name) => readFileSync(clip(name as ClipName)));
  writeFileSync(join(films, 'new'), Buffer.concat(longer));
  renameSync(join(films, 'new'), join(films, 'h264.ts'));
  for (const segment of [before.at(-1), before[0]]) {
    assert.deepEqual(await codeOf(String(segment)), [410, 'stale_playlist']);
  }
  const [now] = await segmentsOf(base, -1);
  assert.notEqual(String(now), String(before[0]));
  await bytesAt(now ?? assert.fail());
});

/** Serves the first part of a clip, as of a recording that still runs. */
const serveRecording = async (t: TestContext, name: ClipName, bytes: Buffer) => {
  const { url, ids, films } = await serveClips(t, [name]);
  const file = join(films, name);
  writeFileSync(file, bytes);
  return { file, base: `${url}/api/v1/video/${Object.values(ids)[0]}` };
};

for (const name of ['h264.ts', 'mpeg2.mpg', 'recording.mkv'] as const) {
  test(`${name}: a recording is played while it grows, and opened anew it is longer`, async (t) => {
    const whole = readFileSync(clip(name));
    const part = whole.subarray(0, Math.floor(0.6 * whole.length));
    const { file, base } = await serveRecording(t, name, part);
    const ended = await serveRecording(t, name, part);
    const expected: Buffer[] = [];
    for (const segment of await segmentsOf(ended.base)) expected.push(await bytesAt(segment));

    const segments = await segmentsOf(base);
    assert.equal(segments.length, expected.length);
    assert.deepEqual(await bytesAt(segments[0] ?? assert.fail()), expected[0]);
    appendFileSync(file, whole.subarray(part.length, -1000));
    assert.deepEqual(await bytesAt(segments.at(-1) ?? assert.fail()), expected.at(-1));
    const longer = await segmentsOf(base);
    assert.ok(longer.length > segments.length);
    assert.notEqual(longer[0]?.search, segments[0]?.search);
    appendFileSync(file, whole.subarray(-1000));
    for (const [index, segment] of segments.entries()) {
      assert.deepEqual(await bytesAt(segment), expected[index], `segment ${index}`);
    }
    for (const segment of longer) await bytesAt(segment);
    writeFileSync(file, Buffer.concat([readFileSync(clip('late-start.ts')), whole]));
    await fetch(`${base}/master.m3u8`);
    for (const segment of [segments[0], longer[0]]) {
      assert.deepEqual(await codeOf(String(segment)), [410, 'stale_playlist']);
    }
  });
}

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
  for (;;) {
    const shows = (await json(`${url}/api/v1/shows`)) as { duration: number | null }[];
    if (shows[0]?.duration === null) continue; // what was read of it is still being kept
    assert.equal(shows[0]?.duration, video['duration']);
    break;
  }
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
