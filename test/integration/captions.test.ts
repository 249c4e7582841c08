/** Closed captions within the pictures: found, kept by transcodes and copies, and announced. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { segmentRequest, type Title } from '../../src/stream/title.ts';
import { wholeSegment } from '../../src/stream/whole-segment.ts';
import {
  captionsByFfmpeg,
  closedCaptionsClip,
  LINES,
  mpeg2CaptionsClip,
  RATE,
} from '../support/closed-captions.ts';
import { boundariesOf, copyRequests, cutsOf } from '../support/copies.ts';
import { corpusTest } from '../support/corpus.ts';
import { engine, hashOf, indexesOf, make, open, POOL_BYTES, smallest } from '../support/title.ts';

const folder = mkdtempSync(join(tmpdir(), 'haema-captions-'));
after(() => rmSync(folder, { recursive: true }));

/** All segments behind each other, each made alone, the last one first. */
const made = async (title: Title): Promise<string> => {
  const parts: Buffer[] = [];
  engine.setPoolLimit(0);
  for (const index of indexesOf(title).toReversed()) {
    parts[index] = (await make(title, smallest(title), index)).data;
  }
  engine.setPoolLimit(POOL_BYTES);
  const path = join(folder, `${hashOf(Buffer.concat(parts))}.ts`);
  writeFileSync(path, Buffer.concat(parts));
  return path;
};

const channelsOf = ({ probe }: Title): readonly string[] => {
  const video = probe.streams[probe.video ?? -1];
  return video?.kind === 'video' ? video.captions : [];
};

/** A picture at most. */
const NEAR = 1 / 23;

const checkKept = async (path: string): Promise<void> => {
  const title = await open(path);
  assert.deepEqual(channelsOf(title), ['CC1']);
  const theirs = captionsByFfmpeg(path);
  const ours = captionsByFfmpeg(await made(title));
  assert.ok(theirs.length > 0);
  assert.deepEqual(
    ours.map(({ text }) => text),
    theirs.map(({ text }) => text),
  );
  for (const [at, { start, end }] of ours.entries()) {
    assert.ok(Math.abs(start - (theirs[at]?.start ?? 0)) < NEAR, `${start} s`);
    assert.ok(Math.abs(end - (theirs[at]?.end ?? 0)) < NEAR, `${end} s`);
  }
};

const CLIPS: Readonly<Record<string, () => string>> = {
  'H.264 in MP4': () => closedCaptionsClip('captions.mp4'),
  'H.264 in TS': () => closedCaptionsClip('captions.ts'),
  'MPEG-2': mpeg2CaptionsClip,
};

for (const [name, clip] of Object.entries(CLIPS)) {
  test(`${name}: what is made shows them when the film does`, async () => {
    const path = clip();
    assert.deepEqual(captionsByFfmpeg(path), LINES);
    await checkKept(path);
  });
}

corpusTest('H.264 in fragments', 'fmp4-cea608-captions.mp4', checkKept);
corpusTest('HEVC in fragments', 'hevc-captions-fragmented.mp4', checkKept);

const checkOrders = async (path: string): Promise<void> => {
  const title = await open(path);
  const hashes = async (order: readonly number[], pool: number): Promise<string[]> => {
    const found: string[] = [];
    engine.setPoolLimit(0);
    engine.setPoolLimit(pool);
    for (const index of order) {
      found[index] = hashOf((await make(title, smallest(title), index, 'fmp4')).data);
    }
    return found;
  };
  const all = indexesOf(title);
  const inOrder = await hashes(all, POOL_BYTES);
  assert.deepEqual(await hashes([...all.slice(2), ...all.slice(0, 2)], POOL_BYTES), inOrder);
  assert.deepEqual(await hashes(all.toReversed(), 0), inOrder);
  engine.setPoolLimit(POOL_BYTES);
};

for (const name of ['H.264 in TS', 'MPEG-2'] as const) {
  test(`${name}: segments are the same bytes in any order, warm and cold`, async () => {
    await checkOrders(CLIPS[name]?.() ?? '');
  });
}
corpusTest('HEVC in any order', 'hevc-captions-fragmented.mp4', checkOrders);

test('a copy has them as they are', async () => {
  const title = await open(closedCaptionsClip('captions.mp4'));
  const requests = copyRequests(title, boundariesOf(title, await cutsOf(title)), 'fmp4');
  let messages = 0;
  for (const request of requests) {
    const { data } = await wholeSegment(engine, request);
    for (let at = data.indexOf('GA94'); at >= 0; at = data.indexOf('GA94', at + 4)) messages++;
  }
  assert.equal(messages, 6 * RATE);
});

test('pictures that are left out leave theirs to others', async () => {
  const title = await open(closedCaptionsClip('captions.mp4'));
  let pairs = 0;
  for (const index of indexesOf(title)) {
    const choice = { rendition: smallest(title), container: 'fmp4' } as const;
    const request = segmentRequest(title, choice, index);
    assert.ok(request.video);
    const video = { ...request.video, frameRateCap: RATE / 2 };
    const { data } = await wholeSegment(engine, { ...request, video });
    for (let at = data.indexOf('GA94'); at >= 0; at = data.indexOf('GA94', at + 4)) {
      pairs += (data[at + 5] ?? 0) & 0x1f;
    }
  }
  assert.equal(pairs, 6 * RATE);
});

test('what has none has the recipe that it always had', async () => {
  const { streams, ...rest } = (await open(closedCaptionsClip('captions.mp4'))).probe;
  assert.equal(streams.length, 1);
  const title = await open(closedCaptionsClip('captions.ts'));
  const bare = {
    ...title,
    probe: {
      ...rest,
      streams: streams.map((it) => (it.kind === 'video' ? { ...it, captions: [] } : it)),
    },
  };
  const choice = { rendition: smallest(title), container: 'ts' } as const;
  assert.ok(!('captions' in (segmentRequest(bare, choice, 0).video ?? {})));
  assert.equal(segmentRequest(title, choice, 0).video?.captions, true);
});
