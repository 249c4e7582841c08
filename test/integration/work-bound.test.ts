/**
 * The first thing asked of a long file is its last segment, then one from its middle: no more is
 * read and decoded than lies between the key frame and the end of the stretch.
 */
import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { toSeconds } from '../../src/core/ticks.ts';
import type { Segment } from '../../src/engine/types.ts';
import {
  AUDIO_RENDITION,
  segmentCount,
  segmentRequest,
  type Title,
} from '../../src/stream/title.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { packetsOf } from '../support/ffprobe.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, indexesOf, open, POOL_BYTES, smallest } from '../support/title.ts';

/** Frames that wait in the decoder for their turn, and those of the next GOP that tell the end. */
const DECODER_DELAY = 32;
/** Pictures and sound are read beside each other, each by its own demuxer. */
const DEMUXERS = 2;
/** What a demuxer reads ahead, and reads at once when it looks for an index. */
const READ_AHEAD = 8 * 65_536;

interface Bound {
  readonly frames: number;
  readonly bytes: number;
}

/** All that lies before the first packet and behind the last one. */
const indexBytes = (file: string, title: Title): number => {
  const end = `${toSeconds(title.probe.duration) - 20}%`;
  const kinds = ['v', 'a'] as const;
  const first = kinds.map((kind) => packetsOf(file, kind, '%+#1')[0]?.position ?? 0);
  const last = kinds.map((kind) => {
    const packet = packetsOf(file, kind, end).at(-1);
    return (packet?.position ?? 0) + (packet?.size ?? 0);
  });
  return Math.min(...first) + statSync(file).size - Math.max(...last);
};

/** @param passes how often a demuxer reads the stretch */
const boundOf = (file: string, title: Title, index: number, passes: number): Bound => {
  const { key, end } = segmentRequest(
    title,
    { rendition: smallest(title), container: 'ts' },
    index,
  );
  const from = (key?.time ?? 0) + title.probe.origin;
  const to = end + title.probe.origin;
  const interval = `${toSeconds(from)}%${toSeconds(to) + 1}`;
  const within = (kind: 'v' | 'a') =>
    packetsOf(file, kind, interval).filter(({ time }) => time >= from && time < to);
  const [pictures, sounds] = [within('v'), within('a')];
  const stretch = [...pictures, ...sounds].reduce((sum, { size }) => sum + size, 0);
  return {
    frames: pictures.length + DECODER_DELAY,
    bytes: DEMUXERS * (indexBytes(file, title) + passes * stretch + READ_AHEAD),
  };
};

const checkCold = async (t: TestContext, title: Title, index: number, bound: Bound) => {
  engine.setPoolLimit(0);
  const { stats } = await engine.segment(
    segmentRequest(title, { rendition: smallest(title), container: 'ts' }, index),
  );
  engine.setPoolLimit(POOL_BYTES);
  const { framesDecoded, framesEncoded, bytesRead, packetsRead, seeks } = stats;
  t.diagnostic(
    `segment ${index}: decoded ${framesDecoded} of at most ${bound.frames} frames for ` +
      `${framesEncoded}; read ${bytesRead} of at most ${bound.bytes} bytes in ${packetsRead} ` +
      `packets after ${seeks} seeks`,
  );
  assert.ok(framesDecoded <= bound.frames, 'frames decoded');
  assert.ok(bytesRead <= bound.bytes, 'bytes read');
};

/** libav reads on from the last Cue to the end of the file, in search of later key frames. */
const cases: { name: ClipName; passesAtEnd: number }[] = [
  { name: 'half-hour.mp4', passesAtEnd: 1 },
  { name: 'half-hour.mkv', passesAtEnd: 2 },
];

for (const { name, passesAtEnd } of cases) {
  test(`${name}: work is bound by the stretch, not by the file`, async (t) => {
    const file = clip(name);
    const title = await open(file);
    const last = segmentCount(title) - 1;
    await checkCold(t, title, last, boundOf(file, title, last, passesAtEnd));
    const middle = Math.floor(last / 2) + 3;
    await checkCold(t, title, middle, boundOf(file, title, middle, 1));
  });
}

/** In seconds: ten behind the stretch and before it, a GOP at either end, the stretch itself. */
const LOOKED_THROUGH = 45;

/** What is made of each segment of sound. */
const soundOf = async (title: Title, order: readonly number[], pool: number) => {
  engine.setPoolLimit(0);
  engine.setPoolLimit(pool);
  const made = new Map<number, Segment>();
  for (const index of order) {
    const request = segmentRequest(title, { rendition: AUDIO_RENDITION, container: 'ts' }, index);
    made.set(index, await engine.segment(request));
  }
  engine.setPoolLimit(POOL_BYTES);
  return made;
};

const isSilent = async (bytes: Uint8Array): Promise<boolean> => {
  const range = { from: null, to: null, rotation: 0, mirrored: false };
  const request = { bytes, video: null, audio: 0, ...range, sampleRate: 48_000 };
  const { pcm } = await engine.inspect(request);
  return pcm.every((value) => Math.abs(value) < 0.001);
};

const holes: { name: ClipName; resumes: number }[] = [
  { name: 'sound-ends.mkv', resumes: Number.POSITIVE_INFINITY },
  { name: 'sound-ends.ts', resumes: Number.POSITIVE_INFINITY },
  { name: 'sound-hole.mkv', resumes: 480 },
  { name: 'sound-hole.ts', resumes: 480 },
];

for (const { name, resumes } of holes) {
  test(`${name}: where there is no sound, its absence is found at hand`, async (t) => {
    const file = clip(name);
    const title = await open(file);
    const second = statSync(file).size / toSeconds(title.probe.duration);
    const around = (at: number) => (index: number) =>
      Math.abs(toSeconds(title.grid.transcode[index] ?? 0) - at) < 10;
    const chosen = indexesOf(title).filter(
      (index) => index % 40 === 0 || around(20)(index) || around(480)(index),
    );
    const cold = await soundOf(title, chosen, 0);
    const warm = await soundOf(title, chosen, POOL_BYTES);
    const backwards = await soundOf(title, chosen.toReversed(), POOL_BYTES);
    const most = Math.max(...[...cold.values()].map(({ stats }) => stats.bytesRead));
    t.diagnostic(`at most ${(most / second).toFixed(1)} s of the file, ${most} bytes`);
    assert.ok(most <= LOOKED_THROUGH * second + READ_AHEAD, 'bytes read');
    for (const index of chosen) {
      const { data } = cold.get(index) ?? assert.fail();
      for (const other of [warm, backwards]) {
        assert.ok(other.get(index)?.data.equals(data), `segment ${index}, warm or backwards`);
      }
      const start = toSeconds(title.grid.transcode[index] ?? 0);
      const end = toSeconds(title.grid.transcode[index + 1] ?? 0);
      if (start > 20.5 && end < resumes - 0.5) {
        assert.ok(await isSilent(data), `segment ${index} is silent`);
      } else if (end < 20 || start > resumes) {
        assert.ok(!(await isSilent(data)), `segment ${index} is heard`);
      }
    }
  });
}

test('a damaged key picture late in a film costs some GOPs, not the film', async (t) => {
  const file = join(tempDir(t), 'damaged.mp4');
  copyFileSync(clip('half-hour.mp4'), file);
  const key = packetsOf(file, 'v', '1500%1515').find((packet) => packet.key) ?? assert.fail();
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(key.size - 8, 0xff), 0, key.size - 8, key.position + 8);
  closeSync(handle);
  const title = await open(file);
  const index = segmentAt(title, key.time - title.probe.origin);
  const choice = { rendition: smallest(title), container: 'ts' } as const;
  const { stats } = await engine.segment(segmentRequest(title, choice, index));
  assert.ok(stats.careful);
  assert.ok(stats.framesDecoded < 10 * 240, `${stats.framesDecoded} frames of 43200`);
});

/** No clock tells there how far the demuxer has got: it has to come to the end, but only once. */
test('an AVI without an index: the absence of sound is found once', async (t) => {
  const file = join(tempDir(t), 'no-index.avi');
  const bytes = readFileSync(clip('sound-ends.avi'));
  writeFileSync(file, bytes.subarray(0, bytes.lastIndexOf('idx1')));
  const title = await open(file);
  const cold = await soundOf(title, indexesOf(title), 0);
  const warm = await soundOf(title, indexesOf(title), POOL_BYTES);
  for (const [index, { data, stats }] of warm) {
    assert.ok(cold.get(index)?.data.equals(data), `segment ${index}`);
    const start = toSeconds(title.grid.transcode[index] ?? 0);
    if (start > 20 + 2 * 10) assert.ok(stats.bytesRead <= READ_AHEAD, `${start} s`);
  }
});

/** The segment that begins at this time or was cut nearest before it. */
const segmentAt = ({ grid }: Title, time: number): number =>
  grid.transcode.findLastIndex((boundary) => boundary <= time + 1);
