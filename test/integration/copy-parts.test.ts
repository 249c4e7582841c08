/** Large segments of copied pictures: their parts together are what one piece would be. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { SILENT } from '../../src/core/log.ts';
import { createChildEngine } from '../../src/engine/children/engine.ts';
import type { Container, Engine, SegmentRequest } from '../../src/engine/types.ts';
import { openCopies } from '../../src/stream/copies.ts';
import { LARGE_COPY, segmentRequest } from '../../src/stream/title.ts';
import { wholeSegment } from '../../src/stream/whole-segment.ts';
import { parseFragments } from '../../src/verify/mp4-parser.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { TRACK } from '../support/copies.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, open, POOL_BYTES } from '../support/title.ts';

/** Noise, which nothing makes small: about 10 MB in two groups of pictures. */
const NOISE = [
  ...['-f', 'lavfi', '-i', 'testsrc2=s=480x270:r=24:d=4,noise=alls=90:allf=t'],
  ...['-pix_fmt', 'yuv420p', '-g', '48', '-keyint_min', '48'],
];
/** MPEG-TS takes the one as it is, and not the other. */
const SOUNDS: Readonly<Record<string, string>> = { 'ac3.mkv': 'ac3', 'flac.mkv': 'flac' };
const X264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-qp', '8', '-sc_threshold', '0'];
const CASES: Readonly<Record<string, readonly string[]>> = {
  'parts-closed': [...X264, '-bf', '3'],
  'parts-open': [...X264, '-bf', '3', '-x264-params', 'open-gop=1:b-pyramid=none'],
  'parts-hevc': [
    ...['-c:v', 'libx265', '-preset', 'ultrafast', '-x265-params'],
    'log-level=error:qp=10:keyint=48:min-keyint=48:scenecut=0:open-gop=1:bframes=4:b-pyramid=1',
  ],
};

const titleOf = async (name: string, container: string) => {
  const mkv = makeClip(FOLDER, `${name}.mkv`, [...NOISE, ...(CASES[name] ?? [])]);
  const sound = SOUNDS[container];
  const heard = ['-f', 'lavfi', '-i', 'sine=r=48000:d=4', '-c:v', 'copy', '-c:a', sound ?? ''];
  const args = ['-i', mkv, ...(sound === undefined ? ['-c', 'copy'] : heard)];
  const path = container === 'mkv' ? mkv : makeClip(FOLDER, `${name}.${container}`, args);
  return openCopies(engine, await open(path));
};

const requestsOf = async (
  name: string,
  from: string,
  container: Container = 'fmp4',
): Promise<SegmentRequest[]> => {
  const title = await titleOf(name, from);
  assert.equal(title.copyRefused, null);
  const choice = { rendition: title.copy?.name ?? '', container };
  const sizes = title.copy?.cuts.bytes ?? [];
  const requests = sizes.map((_, index) => segmentRequest(title, choice, index));
  assert.deepEqual(
    requests.map(({ part }) => part),
    sizes.map((size) => (size >= LARGE_COPY ? 0 : null)),
  );
  // Also where noise has become a little smaller than that.
  return requests.map((request) => ({ ...request, part: 0 }));
};

const parts = async (request: SegmentRequest, by: Engine = engine): Promise<Buffer[]> => {
  const made: Buffer[] = [];
  for (let more = true; more; ) {
    const part = await by.segment({ ...request, part: made.length });
    made.push(part.data);
    ({ more } = part);
  }
  return made;
};

for (const name of Object.keys(CASES)) {
  for (const container of ['mp4', 'mkv']) {
    test(`${name} in ${container}: the parts are the segment`, async () => {
      engine.setPoolLimit(POOL_BYTES);
      for (const request of await requestsOf(name, container)) {
        const made = await parts(request);
        assert.ok(made.length > 3);
        const whole = await engine.segment({ ...request, part: null });
        const samples = parseFragments(whole.data, TRACK);
        const inParts = made.flatMap((data) => parseFragments(data, TRACK));
        assert.deepEqual(inParts, samples);
        for (const [nth, data] of made.entries()) {
          const isAlone = parseFragments(data, TRACK).length === 1;
          assert.ok(isAlone || data.length < 1.1 * 2 ** 20, `part ${nth}: ${data.length} bytes`);
        }
      }
    });
  }
}

for (const name of Object.keys(CASES)) {
  test(`${name} in MPEG-TS: the parts are the bytes, with copied sound and made`, async () => {
    engine.setPoolLimit(POOL_BYTES);
    const heard = await Promise.all(Object.keys(SOUNDS).map((it) => requestsOf(name, it, 'ts')));
    const silent = await requestsOf(name, 'mkv', 'ts');
    for (const request of [...heard.flat(), ...silent]) {
      const made = await parts(request);
      assert.ok(made.length > 3);
      const whole = await engine.segment({ ...request, part: null });
      assert.ok(Buffer.concat(made).equals(whole.data));
      for (const data of made.slice(0, -1)) assert.ok(data.length >= 2 ** 20);
      assert.ok(made.every(({ length }) => length < 1.5 * 2 ** 20));
    }
  });
}

const anyOrder = async (t: TestContext, container: Container): Promise<void> => {
  engine.setPoolLimit(POOL_BYTES);
  const [request] = await requestsOf('parts-open', 'flac.mkv', container);
  assert.ok(request !== undefined);
  const expected = await parts(request);
  const backward = [...expected.keys()].reverse();
  const again = async (part: number): Promise<Buffer> =>
    (await engine.segment({ ...request, part })).data;
  for (const limit of [POOL_BYTES, 0]) {
    engine.setPoolLimit(limit);
    for (const part of backward) assert.ok((await again(part)).equals(expected[part] as Buffer));
  }
  engine.setPoolLimit(POOL_BYTES);
  for (const made of await Promise.all([parts(request), parts(request), parts(request)])) {
    assert.deepEqual(made, expected);
  }
  await assert.rejects(again(expected.length), { code: 'BAD_REQUEST' });
  const children = createChildEngine({
    ...{ processes: 2, timeoutMs: 30_000, memory: null, describe: () => ({}), log: SILENT },
    folders: null,
  });
  t.after(() => children.close());
  assert.deepEqual(await parts(request, children), expected);
};

for (const container of ['fmp4', 'ts'] as const) {
  test(`${container}: parts are the same cold, in any order, beside others, in children`, (t) =>
    anyOrder(t, container));
}

test('parts in their order read the file once', async () => {
  engine.setPoolLimit(0);
  engine.setPoolLimit(POOL_BYTES);
  const [request] = await requestsOf('parts-closed', 'mkv');
  assert.ok(request !== undefined);
  let bytesRead = 0;
  let size = 0;
  for (let part = 0, more = true; more; part++) {
    const made = await engine.segment({ ...request, part });
    assert.ok(made.stats.warm || part === 0);
    ({ more } = made);
    bytesRead += made.stats.bytesRead;
    size += made.data.length;
    assert.ok(part > 0 || bytesRead < 3 * 2 ** 20, 'the first one needs little of the file');
  }
  assert.ok(bytesRead < 1.3 * size, `${bytesRead} bytes were read for ${size}`);
});

/** The film with noise over its bytes from `from` on. */
const damaged = (t: TestContext, path: string, from: number): string => {
  const copy = makeClip(tempDir(t), 'damaged.mp4', ['-i', path, '-c', 'copy']);
  const file = openSync(copy, 'r+');
  writeSync(file, randomBytes(200_000), 0, 200_000, from);
  closeSync(file);
  return copy;
};

test('damage ends a segment amid its parts, and what lies before it is delivered', async (t) => {
  const clean = (await titleOf('parts-closed', 'mp4')).source;
  const file = join(clean.root, clean.path);
  const path = damaged(t, file, Math.floor(statSync(file).size * 0.35));
  const title = await openCopies(engine, await open(path));
  const choice = { rendition: title.copy?.name ?? '', container: 'fmp4' } as const;
  const request = { ...segmentRequest(title, choice, 0), part: 0 };
  assert.ok((await engine.segment(request)).more);
  await assert.rejects(parts(request), { code: 'MEDIA_INVALID' });
  await assert.rejects(wholeSegment(engine, request), { code: 'MEDIA_INVALID' });
});
