/** HDR and BT.2020 on screens that know neither: as FFmpeg's own filters map them. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { SegmentRequest } from '../../src/engine/types.ts';
import { segmentRequest, type Title, videoOf } from '../../src/stream/title.ts';
import { verifyFile } from '../../src/verify/verify.ts';
import { meanDeltaE } from '../support/colours.ts';
import { corpusTest } from '../support/corpus.ts';
import { streamOf } from '../support/ffprobe.ts';
import { decoded, hdrClip, mappedByFilters } from '../support/hdr.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, hashOf, largest, make, open, POOL_BYTES, smallest } from '../support/title.ts';

/** What is asked for; by what is seen one looks for a difference to know of it. */
const MOST_DIFFERENT = 3;
const FRAMES = 4;

/** Without what coding costs: that is not to be measured here. */
const flawless = (request: SegmentRequest): SegmentRequest => {
  const bits = { preset: 'ultrafast', crf: 1, maxRate: 2e8, bufferSize: 2e8, bufferFill: 1e8 };
  return request.video === null ? request : { ...request, video: { ...request.video, ...bits } };
};

/** Of the first frames of a rendition, and of those that filters made. */
const difference = async (path: string, title: Title, rendition: string): Promise<number> => {
  const recipe = title.ladder.find(({ name }) => name === rendition)?.recipe;
  assert.ok(recipe?.toneMap);
  const request = flawless(segmentRequest(title, { rendition, container: 'ts' }, 0));
  const { data } = await engine.segment(request);
  const ours = decoded(data, recipe, FRAMES);
  const theirs = mappedByFilters(path, recipe.toneMap, recipe, FRAMES);
  const { width, height } = recipe;
  const all = ours.map((frame, at) => meanDeltaE(frame, theirs[at] ?? Buffer.of(), width, height));
  return all.reduce((sum, one) => sum + one, 0) / all.length;
};

const check = async (path: string, t: TestContext): Promise<void> => {
  const title = await open(path);
  for (const rendition of new Set([largest(title), smallest(title)])) {
    const mean = await difference(path, title, rendition);
    t.diagnostic(`${rendition}: mean dE2000 ${mean.toFixed(2)}`);
    assert.ok(mean <= MOST_DIFFERENT, `${rendition}: ${mean}`);
  }
};

for (const name of ['pq.mp4', 'hlg.mkv', 'wide.mp4'] as const) {
  test(`${name} has the colours of zscale and tonemap`, (t) => check(hdrClip(name), t));

  test(`${name} is verified against its mapped pictures`, async () => {
    const file = hdrClip(name);
    const source = { root: dirname(file), path: basename(file) };
    const { failures } = await verifyFile(engine, source, { quick: true });
    assert.deepEqual(failures, []);
  });

  test(`${name} says that it is SDR, and has the same bytes in any order`, async (t) => {
    const title = await open(hdrClip(name));
    const rendition = smallest(title);
    const [, second] = [await make(title, rendition, 0), await make(title, rendition, 1)];
    engine.setPoolLimit(0);
    const alone = await make(title, rendition, 1);
    engine.setPoolLimit(POOL_BYTES);
    assert.equal(hashOf(alone.data), hashOf(second.data));
    const file = join(tempDir(t), 'made.ts');
    writeFileSync(file, alone.data);
    const stream = streamOf(file, 'v');
    assert.equal(stream['pix_fmt'], 'yuv420p');
    assert.equal(stream['color_range'], 'tv');
    for (const field of ['color_space', 'color_transfer', 'color_primaries']) {
      assert.equal(stream[field], 'bt709', field);
    }
  });
}

test('what a stream says of its light is told', async () => {
  const video = videoOf((await open(hdrClip('pq.mp4'))).probe);
  assert.equal(video?.dynamicRange, 'pq');
  assert.equal(video?.peak, 0);
  assert.equal(video?.dolbyVision, null);
});

corpusTest('PQ of a telephone', 'hevc-10bit-pq-hdr10-1080p.mp4', check);
corpusTest('HLG of a telephone', 'hevc-10bit-hlg-aac.mov', check);
corpusTest('PQ in AV1, upright', 'av1-hdr10-portrait-aac.mp4', check);
corpusTest('Dolby Vision with an HLG base layer', 'hevc-dolby-vision-iphone-rot90.mov', check);
