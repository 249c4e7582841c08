/**
 * The first thing asked of a long file is its last segment, then one from its middle: no more is
 * read and decoded than lies between the key frame and the end of the stretch.
 */
import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { toSeconds } from '../../src/core/ticks.ts';
import { segmentCount, segmentRequest, type Title } from '../../src/stream/title.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { packetsOf } from '../support/ffprobe.ts';
import { engine, open, POOL_BYTES, smallest } from '../support/title.ts';

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
  const { key, end } = segmentRequest(title, smallest(title), index, 'ts');
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
  const { stats } = await engine.segment(segmentRequest(title, smallest(title), index, 'ts'));
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
