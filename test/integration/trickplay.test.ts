import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { serveClips } from '../support/app.ts';
import { jpegSize, lumaOf } from '../support/jpeg.ts';

/** The number that a tile of the numbered clips tells: bar b of eight is white where bit b is 1. */
const numberAt = (luma: Buffer, stride: number, left: number, top: number): number => {
  let number = 0;
  for (let bit = 0; bit < 8; bit++) {
    const light = luma[(top + 90) * stride + left + 40 * bit + 20] ?? 0;
    if (light > 128) number |= 1 << bit;
  }
  return number;
};

const serving = async (t: TestContext) => {
  const served = await serveClips(t, ['numbered.mp4', 'audio-only.m4a']);
  const at = (name: string): string => `${served.url}/api/v1/video/${served.ids[name]}`;
  return { ...served, film: at('numbered'), sound: at('audio-only') };
};

const textOf = async (url: string): Promise<string> => (await fetch(url)).text();

test('each tile shows the key picture that is on the screen', async (t) => {
  const { film } = await serving(t);
  const master = await textOf(`${film}/master.m3u8`);
  const uri = /#EXT-X-IMAGE-STREAM-INF:.*URI="([^"]+)"/.exec(master)?.[1];
  const list = new URL(uri ?? '', `${film}/master.m3u8`);
  const playlist = await textOf(list.href);
  assert.match(playlist, /LAYOUT=6x2,DURATION=1\n0\.jpg\?v=/);
  const sheet = new URL(playlist.split('\n').find((line) => line.startsWith('0.jpg')) ?? '', list);
  const response = await fetch(sheet);
  assert.equal(response.headers.get('content-type'), 'image/jpeg');
  assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  const data = Buffer.from(await response.arrayBuffer());
  assert.deepEqual(jpegSize(data), { width: 6 * 320, height: 2 * 180 });
  const luma = lumaOf(data);
  const track = (await textOf(`${film}/trickplay/tiles.vtt`)).trim().split('\n\n').slice(1);
  assert.equal(track.length, 8);
  for (const [second, cue] of track.entries()) {
    const [, left, top] = /#xywh=(\d+),(\d+),320,180$/.exec(cue) ?? [];
    // 24 frames a second, and a key frame every 120.
    const number = second < 5 ? 0 : 120;
    assert.equal(numberAt(luma, 6 * 320, Number(left), Number(top)), number, `tile ${second}`);
  }
});

test('there are no other sheets, none of an old list, and none of sound', async (t) => {
  const { film, sound } = await serving(t);
  const refusal = async (url: string): Promise<string> => {
    const response = await fetch(url);
    const { code } = (await response.json()) as { code: string };
    return `${response.status} ${code}`;
  };
  assert.equal(await refusal(`${film}/trickplay/1.jpg`), '404 not_found');
  assert.equal(await refusal(`${film}/trickplay/0.jpg?v=old`), '410 stale_playlist');
  assert.equal(await refusal(`${sound}/trickplay/images.m3u8`), '404 not_found');
  assert.ok(!(await textOf(`${sound}/master.m3u8`)).includes('IMAGE'));
});
