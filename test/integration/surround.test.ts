/** Sound in 5.1 that no player takes as it is comes out in 5.1, and in stereo. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';
import { serveClips } from '../support/app.ts';
import { TONES } from '../support/clips.ts';

/** Interleaved samples at 48 kHz of an initialisation segment and what follows. */
const decoded = (bytes: Buffer, channels: number): Float32Array => {
  const args = ['-v', 'error', '-i', 'pipe:0', '-f', 'f32le', '-ac', `${channels}`, 'pipe:1'];
  const pcm = execFileSync('ffmpeg', args, { input: bytes, maxBuffer: 1e9 });
  return new Float32Array(pcm.buffer, pcm.byteOffset, pcm.length >> 2);
};

/** How much of a tone is in a channel, between 0.5 s and 3.5 s: its amplitude. */
const amplitude = (samples: Float32Array, channels: number, at: number, hertz: number): number => {
  const [from, to] = [24_000, 168_000];
  let [re, im] = [0, 0];
  for (let n = from; n < to; n++) {
    const value = samples[n * channels + at] ?? 0;
    re += value * Math.cos((2 * Math.PI * hertz * n) / 48_000);
    im += value * Math.sin((2 * Math.PI * hertz * n) / 48_000);
  }
  return (2 * Math.hypot(re, im)) / (to - from);
};

test('PCM in 5.1 is made into AAC of 5.1, each channel in its place', async (t) => {
  const { url, ids } = await serveClips(t, ['surround.mkv']);
  const base = `${url}/api/v1/video/${ids['surround']}`;
  const master = await (await fetch(`${base}/master.m3u8?container=fmp4`)).text();
  assert.match(master, /TYPE=AUDIO,GROUP-ID="aac51",[^\n]*CHANNELS="6"/);
  assert.match(master, /TYPE=AUDIO,GROUP-ID="aac",[^\n]*CHANNELS="2"/);
  const playlist = `${base}/audio1_aac51/stream.m3u8?container=fmp4`;
  const text = await (await fetch(playlist)).text();
  const parts = [...text.matchAll(/^(?:#EXT-X-MAP:URI=")?([^#"\n]+)"?$/gm)].map(([, uri]) => uri);
  const bytes: Buffer[] = [];
  for (const part of parts) {
    bytes.push(Buffer.from(await (await fetch(new URL(part ?? '', playlist))).arrayBuffer()));
  }
  const samples = decoded(Buffer.concat(bytes), 6);
  for (const [at, hertz] of TONES.entries()) {
    for (const [other, own] of TONES.entries()) {
      const found = amplitude(samples, 6, other, hertz);
      const isOwn = own === hertz;
      assert.ok(isOwn ? found > 0.25 && found < 0.35 : found < 0.02, `${at} in ${other}: ${found}`);
    }
  }
});
