import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import HLS from 'hls-parser';
import { serveClips } from '../support/app.ts';
import { framesOf } from '../support/ffprobe.ts';
import { tempDir } from '../support/temp-dir.ts';

HLS.setOptions({ strictMode: true });

const bytesOf = async (url: URL): Promise<Buffer> => {
  const response = await fetch(url);
  assert.equal(response.status, 200, url.href);
  return Buffer.from(await response.arrayBuffer());
};

const mediaOf = async (url: URL) => {
  const playlist = HLS.parse((await bytesOf(url)).toString());
  assert.ok(!playlist.isMasterPlaylist);
  return playlist;
};

/** Where the list of I-frames is, and one of pictures that are made. */
const listsOf = async (url: URL) => {
  const master = HLS.parse((await bytesOf(url)).toString());
  assert.ok(master.isMasterPlaylist);
  const iframes = master.variants.find(({ isIFrameOnly }) => isIFrameOnly);
  const pictures = master.variants.findLast(
    ({ uri, isIFrameOnly }) => !isIFrameOnly && /^\d/.test(uri),
  );
  const at = (uri = ''): URL => new URL(uri, url);
  return { iframes, list: at(iframes?.uri), pictures: at(pictures?.uri) };
};

const NAMES = ['numbered.mp4', 'vfr.mp4', 'late-pictures.mp4'] as const;

test('each I-frame is one key picture, at the time at which its segment begins', async (t) => {
  const { url, ids } = await serveClips(t, NAMES);
  const file = join(tempDir(t), 'picture');
  for (const name of ['numbered', 'vfr', 'late-pictures']) {
    for (const container of ['ts', 'fmp4'] as const) {
      const master = `${url}/api/v1/video/${ids[name]}/master.m3u8?container=${container}`;
      const { iframes, list, pictures } = await listsOf(new URL(master));
      const [media, segments] = await Promise.all([mediaOf(list), mediaOf(pictures)]);
      assert.ok(media.isIFrame);
      assert.deepEqual(
        media.segments.map(({ duration }) => duration),
        segments.segments.map(({ duration }) => duration),
      );
      const [map] = media.segments;
      const init = map?.map ? await bytesOf(new URL(map.map.uri, list)) : Buffer.alloc(0);
      let [start, bits] = [container === 'ts' ? null : 0, 0];
      for (const [index, segment] of media.segments.entries()) {
        const data = await bytesOf(new URL(segment.uri, list));
        writeFileSync(file, Buffer.concat([init, data]));
        const frames = framesOf(file, 'v');
        assert.deepEqual([frames.length, frames[0]?.key], [1, true], `${name} ${index}`);
        const time = frames[0]?.time ?? 0;
        start ??= time;
        assert.ok(Math.abs(time - start) <= 90, `${name} ${index}: ${time} for ${start}`);
        start += Math.round(segment.duration * 90_000);
        bits += 8 * data.length;
      }
      const seconds = media.segments.reduce((sum, { duration }) => sum + duration, 0);
      assert.ok(bits / seconds <= (iframes?.averageBandwidth ?? 0));
    }
  }
});

test('sound alone has none', async (t) => {
  const { url, ids } = await serveClips(t, ['audio-only.m4a']);
  const video = `${url}/api/v1/video/${ids['audio-only']}`;
  const master = await bytesOf(new URL(`${video}/master.m3u8`));
  assert.ok(!master.includes('I-FRAME'));
  const { status } = await fetch(`${video}/iframes_h264/stream.m3u8`);
  assert.equal(status, 404);
});
