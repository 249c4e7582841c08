/**
 * ffmpeg and ffprobe as a second opinion on copied pictures: all segments together are the source's
 * packets, each once and at its own time, and decode to the same frames.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TICKS_PER_SECOND, type Ticks } from '../../src/core/ticks.ts';
import type { Container, CutFacts, Segment, SegmentRequest } from '../../src/engine/types.ts';
import { openCopies } from '../../src/stream/copies.ts';
import { segmentRequest, type Title } from '../../src/stream/title.ts';
import { parseFragments } from '../../src/verify/mp4-parser.ts';
import { clip, FOLDER, makeClip } from '../support/clips.ts';
import {
  boundariesOf,
  copyInit,
  copyRequests,
  cutsOf,
  makeCopies,
  TRACK,
} from '../support/copies.ts';
import { packetsOf } from '../support/ffprobe.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, hashOf, open, POOL_BYTES } from '../support/title.ts';

const TS_OFFSET: Ticks = 10 * TICKS_PER_SECOND;
/** 1024 samples at 48 kHz. */
const AAC_FRAME: Ticks = 1920;
const MILLISECOND: Ticks = TICKS_PER_SECOND / 1000;
const [CLOSED, OPEN, UNUSABLE] = [0, 1, 2];

const PICTURES = ['-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=24:d=20'];
const SOUND = ['-f', 'lavfi', '-i', 'sine=f=330:beep_factor=3:r=48000:d=20'];
const AAC = ['-c:a', 'aac', '-b:a', '96k'];
const GOP = ['-g', '48', '-keyint_min', '48', '-pix_fmt', 'yuv420p'];
const X264 = ['-c:v', 'libx264', '-preset', 'veryfast', '-bf', '3', ...GOP, '-sc_threshold', '0'];
const x265 = (params: string): string[] => {
  const all = `log-level=error:keyint=48:min-keyint=48:scenecut=0:${params}`;
  return ['-c:v', 'libx265', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-x265-params', all];
};

interface Case {
  readonly name: string;
  readonly args: readonly string[];
  /** Of the inner cuts. */
  readonly kind: number | undefined;
  readonly ts: boolean;
}

const cases: Case[] = [
  { name: 'x264', args: X264, kind: CLOSED, ts: true },
  {
    name: 'x264-open',
    args: [...X264, '-x264-params', 'open-gop=1:b-pyramid=none'],
    kind: OPEN,
    ts: true,
  },
  { name: 'x265', args: x265('open-gop=1:bframes=4:b-pyramid=1'), kind: OPEN, ts: true },
  { name: 'x265-closed', args: x265('open-gop=0'), kind: CLOSED, ts: true },
  {
    name: 'x265-layers',
    args: x265('open-gop=1:temporal-layers=1'),
    kind: OPEN,
    ts: true,
  },
  {
    name: 'av1',
    args: ['-c:v', 'libsvtav1', '-preset', '12', ...GOP, '-svtav1-params', 'irefresh-type=2'],
    kind: CLOSED,
    ts: false,
  },
  {
    name: 'vp9',
    args: [
      ...['-c:v', 'libvpx-vp9', '-deadline', 'good', '-cpu-used', '8', '-b:v', '300k'],
      ...['-auto-alt-ref', '1', '-lag-in-frames', '20', ...GOP],
    ],
    kind: CLOSED,
    ts: false,
  },
];

const clipOf = (name: string, container: string, args: readonly string[]): string => {
  const whole = makeClip(FOLDER, `copy-${name}.mkv`, [...PICTURES, ...SOUND, ...args, ...AAC]);
  if (container === 'mkv') return whole;
  const live = container === 'live.mkv' ? ['-live', '1'] : [];
  return makeClip(FOLDER, `copy-${name}.${container}`, ['-i', whole, '-c', 'copy', ...live]);
};

for (const { name, args, kind, ts } of cases) {
  for (const from of ['mp4', 'mkv']) {
    test(`${name} in ${from} is copied frame for frame`, async (t) => {
      engine.setPoolLimit(POOL_BYTES);
      const path = clipOf(name, from, args);
      const title = await open(path);
      const cuts = await cutsOf(title);
      assert.equal(cuts.refusal, null);
      const inner = [...cuts.kinds.subarray(1)];
      // An open group is none where it happens to begin with number 0.
      const usable = kind === OPEN ? inner.filter((it) => it !== UNUSABLE) : inner;
      assert.deepEqual(usable, Array(usable.length).fill(kind));
      checkSizes(path, title, cuts);
      for (const container of ts && !process.env['NO_TS']
        ? (['fmp4', 'ts'] as const)
        : (['fmp4'] as const)) {
        const requests = copyRequests(title, boundariesOf(title, cuts), container);
        assert.ok(requests.length >= 4);
        await checkCopies(t, path, title, requests);
      }
    });
  }
}

for (const { name, args, ts } of cases) {
  for (const from of ts ? ['ts', 'live.mkv'] : ['live.mkv']) {
    test(`${name} in ${from}, which has no index, is copied frame for frame`, async (t) => {
      engine.setPoolLimit(POOL_BYTES);
      const path = clipOf(name, from, args);
      const title = await openCopies(engine, await open(path));
      assert.equal(title.copyRefused, null);
      const rendition = title.copy?.name ?? '';
      for (const container of ts ? (['fmp4', 'ts'] as const) : (['fmp4'] as const)) {
        const indexes = title.copy?.cuts.bytes.keys() ?? [];
        const requests = [...indexes].map((index) =>
          segmentRequest(title, { rendition, container }, index),
        );
        assert.ok(requests.length >= 4);
        await checkCopies(t, path, title, requests);
      }
    });
  }
}

test('copied sound beside copied pictures in TS', async (t) => {
  engine.setPoolLimit(POOL_BYTES);
  for (const from of ['mp4', 'mkv']) {
    const path = clipOf('x264', from, X264);
    const title = await open(path);
    const requests = copyRequests(title, title.grid.copy, 'ts', 'copied');
    const copied = await checkCopies(t, path, title, requests);
    const expected = packetsOf(path, 'a').map(({ time }) => time - title.probe.origin);
    const heard = packetsOf(copied, 'a').map(({ time }) => time - TS_OFFSET);
    const audible = expected.filter((time) => time > -AAC_FRAME);
    assert.equal(heard.length, audible.length);
    for (const [i, time] of heard.entries()) {
      assert.ok(Math.abs(time - (audible[i] ?? 0)) <= MILLISECOND, `frame ${i} at ${time}`);
    }
  }
});

test('no cut where a reference is among the leading pictures', async (t) => {
  const open264 = [...X264, '-x264-params', 'open-gop=1:b-pyramid=normal'];
  for (const from of ['mp4', 'mkv']) {
    engine.setPoolLimit(POOL_BYTES);
    const path = clipOf('x264-pyramid', from, open264);
    const title = await open(path);
    const cuts = await cutsOf(title);
    assert.equal(cuts.refusal, null);
    assert.ok(cuts.kinds.includes(UNUSABLE));
    await checkCopies(t, path, title, copyRequests(title, boundariesOf(title, cuts), 'fmp4'));
  }
});

test('what cannot be copied is refused in words', async () => {
  const refresh = clipOf('x264-refresh', 'mkv', [...X264, '-x264-params', 'intra-refresh=1']);
  const parts = ['1', '3'].map((refs, part) => {
    const coded = [...PICTURES, ...X264, '-refs', refs, '-output_ts_offset', String(20 * part)];
    return makeClip(FOLDER, 'copy-part.ts', coded);
  });
  const joined = ['-i', `concat:${parts.join('|')}`, '-c', 'copy'];
  const changing = makeClip(FOLDER, 'copy-changing.mkv', joined);
  const mpeg4 = makeClip(FOLDER, 'copy-mpeg4.mkv', [...PICTURES, '-c:v', 'mpeg4', '-g', '48']);
  const key = ['-encryption_scheme', 'cenc-aes-ctr', '-encryption_kid', '0'.repeat(32)];
  const secret = [...key, '-encryption_key', '1'.repeat(32)];
  const plain = clipOf('x264', 'mp4', X264);
  const encrypted = makeClip(FOLDER, 'copy-encrypted.mp4', ['-i', plain, '-c', 'copy', ...secret]);
  // As muxers write it that are not told when pictures are shown.
  const stamps = ['-an', '-c', 'copy', '-bsf:v', 'setts=ts=N*DURATION'];
  const decoding = makeClip(FOLDER, 'copy-decoding.mp4', ['-i', plain, ...stamps]);
  for (const [path, reason] of [
    [decoding, /does not say when each picture is shown/],
    [encrypted, /encrypted/],
    [refresh, /intra refresh/],
    [changing, /parameter sets change/],
    [mpeg4, /H.264/],
  ] as const) {
    assert.match((await cutsOf(await open(path))).refusal ?? '', reason);
  }
});

test('requests that contradict themselves', async () => {
  const title = await open(clipOf('x264', 'mp4', X264));
  const [first, second] = copyRequests(title, title.grid.copy, 'fmp4');
  assert.ok(first && second);
  const { audio } = copyRequests(title, title.grid.copy, 'ts')[0] ?? first;
  const sound = { stream: title.probe.audio ?? -1 };
  for (const wrong of [
    { nextKey: null },
    { last: true },
    { nextKey: { time: second.end, seek: 0 }, end: second.end + 9000 },
    { copy: { video: null, audio: null } },
    { copy: { video: { stream: 0 }, audio: sound } },
    { container: 'ts', audio, copy: { video: { stream: 0 }, audio: sound } },
    { copy: { video: { stream: 7 }, audio: null } },
    { copy: { video: { stream: sound.stream }, audio: null } },
  ] as const) {
    const request: SegmentRequest = { ...second, ...wrong };
    await assert.rejects(engine.segment(request), { code: 'BAD_REQUEST' });
  }
  await assert.rejects(engine.segment({ ...second, key: null }), { code: 'BAD_REQUEST' });
  assert.ok((await engine.segment({ ...first, key: null })).data.length > 0);
});

test('a key picture that is not where the index says', async () => {
  const title = await open(clipOf('x264', 'mp4', X264));
  const [, second] = copyRequests(title, title.grid.copy, 'fmp4');
  assert.ok(second?.key && second.nextKey);
  const beside = { ...second.nextKey, time: second.nextKey.time + 9000 };
  const wrong = { ...second, nextKey: beside, end: beside.time };
  await assert.rejects(engine.segment(wrong), { code: 'MEDIA_INVALID' });
});

/** Exact where the sample tables tell; else no packet has been forgotten. */
const checkSizes = (path: string, title: Title, cuts: CutFacts): void => {
  const packets = packetsOf(path, 'v');
  const size = packets.reduce((sum, packet) => sum + packet.size, 0);
  const said = cuts.sizes.reduce((sum, bytes) => sum + bytes);
  if (title.probe.index.from === 'mov') assert.equal(said, size);
  else assert.ok(said >= size && said < 2 * size, `${said} of ${size}`);
  assert.equal(cuts.sizes.length, cuts.kinds.length);
};

const checkCopies = async (
  t: TestContext,
  path: string,
  title: Title,
  requests: readonly SegmentRequest[],
): Promise<string> => {
  const container = requests[0]?.container ?? 'fmp4';
  const segments = await makeCopies(requests);
  assert.ok(segments.slice(1).every(({ stats }) => stats.warm));
  const init = container === 'fmp4' ? await copyInit(title) : Buffer.alloc(0);
  const copied = join(tempDir(t), `copy.${container}`);
  writeFileSync(copied, Buffer.concat([init, ...segments.map(({ data }) => data)]));
  assert.deepEqual(frameHashes(copied), frameHashes(path));
  checkTimes(path, title, timesOf(container, copied, segments));
  await checkOrder(requests, segments);
  return copied;
};

const frameHashes = (path: string): string[] => {
  const args = ['-v', 'error', '-i', path, '-map', '0:v:0', '-fps_mode', 'passthrough'];
  const out = execFileSync('ffmpeg', [...args, '-f', 'framehash', '-hash', 'md5', '-'], {
    maxBuffer: 2 ** 26,
  });
  const lines = out.toString().split('\n');
  return lines.filter((line) => /^\d/.test(line)).map((line) => line.split(',').at(-1) ?? '');
};

/** Presentation times in decoding order. */
const timesOf = (container: Container, path: string, segments: readonly Segment[]): Ticks[] => {
  if (container === 'ts') return packetsOf(path, 'v').map(({ time }) => time - TS_OFFSET);
  return segments.flatMap(({ data }) => parseFragments(data, TRACK).map(({ pts }) => pts));
};

const checkTimes = (path: string, title: Title, times: readonly Ticks[]): void => {
  const expected = packetsOf(path, 'v').map(({ time }) => time - title.probe.origin);
  assert.equal(times.length, expected.length);
  for (const [i, time] of times.entries()) {
    assert.ok(Math.abs(time - (expected[i] ?? 0)) <= MILLISECOND, `picture ${i} at ${time}`);
  }
};

const checkOrder = async (
  requests: readonly SegmentRequest[],
  segments: readonly Segment[],
): Promise<void> => {
  const expected = segments.map(({ data }) => hashOf(data));
  const odd = requests.filter((_, i) => i % 2 === 1);
  const backwards = [...requests].reverse();
  for (const [order, limit] of [
    [backwards, 0],
    [[...odd, ...backwards], POOL_BYTES],
  ] as const) {
    engine.setPoolLimit(limit);
    for (const request of order) {
      const { data } = await engine.segment(request);
      assert.equal(hashOf(data), expected[request.index], `segment ${request.index}`);
    }
  }
};

test('a decoder that puts up with nothing, as in browsers, may begin at every cut', async (t) => {
  const title = await open(clip('switching-open.mp4'));
  const facts = await cutsOf(title);
  assert.equal(facts.refusal, null);
  assert.ok(facts.kinds.includes(OPEN) && facts.kinds.includes(UNUSABLE), `${facts.kinds}`);
  const segments = await makeCopies(copyRequests(title, boundariesOf(title, facts), 'ts'));
  for (const [index, { data }] of segments.entries()) {
    const path = join(tempDir(t), `${index}.ts`);
    writeFileSync(path, data);
    const strict = ['-v', 'error', '-xerror', '-err_detect', 'explode', '-threads', '1'];
    execFileSync('ffmpeg', [...strict, '-i', path, '-map', '0:v', '-f', 'null', '-']);
  }
});
