/**
 * A segment is the same bytes however it came to be asked for: in order, shuffled, by a warm
 * decoder or a cold one, after a cancelled attempt, beside others, by another process.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { HaemaError } from '../../src/core/errors.ts';
import {
  AUDIO_RENDITION,
  initRequest,
  segmentRequest,
  type Title,
} from '../../src/stream/title.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { corpus, corpusTest } from '../support/corpus.ts';
import { annexB } from '../support/ffprobe.ts';
import { haema } from '../support/haema.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { tempDir } from '../support/temp-dir.ts';
import {
  engine,
  hashOf,
  indexesOf,
  largest,
  make,
  makeAll,
  open,
  POOL_BYTES,
  smallest,
  until,
} from '../support/title.ts';

type Hashes = ReadonlyMap<number, string>;

interface Subject {
  readonly file: string;
  readonly title: Title;
  readonly rendition: string;
  readonly indexes: readonly number[];
}

const shuffled = (values: readonly number[], seed: number): number[] => {
  const next = seededInts(seed);
  return values
    .map((value) => ({ value, place: next(1e9) }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
};

const hashOne = async ({ title, rendition }: Subject, index: number): Promise<string> =>
  hashOf((await make(title, rendition, index)).data);

const inOrder = async (subject: Subject, order: readonly number[]): Promise<Hashes> => {
  const hashes = new Map<number, string>();
  for (const index of order) {
    hashes.set(index, await hashOne(subject, index));
  }
  return hashes;
};

const cold = async (subject: Subject): Promise<Hashes> => {
  engine.setPoolLimit(0);
  try {
    return await inOrder(subject, shuffled(subject.indexes, 2));
  } finally {
    engine.setPoolLimit(POOL_BYTES);
  }
};

const together = async (subject: Subject): Promise<Hashes> => {
  const pairs = subject.indexes.map(
    async (index) => [index, await hashOne(subject, index)] as const,
  );
  return new Map(await Promise.all(pairs));
};

/** Cancelled a little later each time: while it opens, seeks, decodes, or not at all any more. */
const afterCancel = async (subject: Subject): Promise<Hashes> => {
  const { title, rendition } = subject;
  const hashes = new Map<number, string>();
  for (const [at, index] of subject.indexes.entries()) {
    const abort = new AbortController();
    const from = engine.counters().bytesRead;
    let settled = false;
    const given = make(title, rendition, index, 'ts', abort.signal)
      .catch(({ code }: HaemaError) => assert.equal(code, 'CANCELLED'))
      .finally(() => {
        settled = true;
      });
    const other = hashOne(subject, index);
    await until(() => settled || engine.counters().bytesRead > from + 30_000 * at);
    abort.abort();
    await given;
    hashes.set(index, await hashOne(subject, index));
    assert.equal(hashes.get(index), await other, `segment ${index} beside a cancelled one`);
  }
  return hashes;
};

const byProcess = (t: TestContext, { file, rendition }: Subject, index: number): string => {
  const output = join(tempDir(t), `${index}.ts`);
  const what = ['--rendition', rendition, '--index', String(index)];
  const { status, stderr } = haema(['segment', file, ...what, '-o', output]);
  assert.deepEqual([status, stderr], [0, '']);
  return hashOf(readFileSync(output));
};

/** One sequence and one picture parameter set in all segments, the same as in the init segment. */
const checkParameterSets = async (t: TestContext, { title, rendition }: Subject): Promise<void> => {
  const segments = await makeAll(title, rendition, 'ts');
  const path = join(tempDir(t), 'all.ts');
  writeFileSync(path, Buffer.concat(segments.map(({ data }) => data)));
  const init = await engine.init(initRequest(title, rendition));
  for (const type of [7, 8]) {
    const sets = unitsOf(annexB(path), type);
    assert.ok(sets.length >= segments.length, `type ${type} in each segment`);
    const [set = Buffer.of(), ...others] = new Map(
      sets.map((unit) => [hashOf(unit), unit]),
    ).values();
    assert.equal(others.length, 0, `one unit of type ${type}`);
    assert.ok(init.includes(set), `the unit of type ${type} is that of the init segment`);
  }
};

/** NAL units of this type, without start codes and trailing zeros. */
const unitsOf = (stream: Buffer, type: number): Buffer[] => {
  const units: Buffer[] = [];
  for (let at = stream.indexOf('000001', 0, 'hex'); at >= 0; ) {
    const next = stream.indexOf('000001', at + 3, 'hex');
    let end = next < 0 ? stream.length : next;
    while (stream[end - 1] === 0) {
      end--;
    }
    if (((stream[at + 3] ?? 0) & 31) === type) {
      units.push(stream.subarray(at + 3, end));
    }
    at = next;
  }
  return units;
};

const subjectOf = async (file: string, most = Number.POSITIVE_INFINITY): Promise<Subject> => {
  const title = await open(file);
  const indexes = indexesOf(title);
  const step = Math.max(1, indexes.length / most);
  const chosen = indexes.filter(
    (index) => Math.floor(index / step) !== Math.floor((index - 1) / step),
  );
  return { file, title, rendition: smallest(title), indexes: chosen };
};

/** Every way that needs no other process; each has to agree with the first. */
const checkWays = async (subject: Subject): Promise<Hashes> => {
  const expected = await inOrder(subject, subject.indexes);
  const ways = {
    shuffled: () => inOrder(subject, shuffled(subject.indexes, 1)),
    again: () => inOrder(subject, subject.indexes),
    cold: () => cold(subject),
    together: () => together(subject),
    'after a cancelled attempt': () => afterCancel(subject),
  };
  for (const [way, run] of Object.entries(ways)) {
    const hashes = await run();
    for (const index of subject.indexes) {
      assert.equal(hashes.get(index), expected.get(index), `segment ${index}, ${way}`);
    }
  }
  return expected;
};

const generated: ClipName[] = [
  'h264.mp4',
  'h264.mkv',
  'h264.ts',
  'vp9-opus.webm',
  'mpeg4-mp3.avi',
  'vfr.mp4',
];

for (const name of generated) {
  test(`${name}: one hash per segment, whatever the way`, async (t) => {
    const subject = await subjectOf(clip(name));
    const expected = await checkWays(subject);
    for (const index of [subject.indexes.at(-1) ?? 0, 1]) {
      assert.equal(byProcess(t, subject, index), expected.get(index), `${index}, another process`);
    }
    await checkParameterSets(t, subject);
  });
}

/** Segments of one track, heard or not, made in this order. */
const trackOf = async (title: Title, stream: number, order: readonly number[]) => {
  const made = new Map<number, Buffer>();
  for (const index of order) {
    const request = segmentRequest(title, { rendition: AUDIO_RENDITION, container: 'ts' }, index);
    const audio = request.audio ?? assert.fail();
    const { data } = await engine.segment({ ...request, audio: { ...audio, stream } });
    made.set(index, data);
  }
  return made;
};

test('late-track.ts: sound whose first packet comes late, whatever the way', async () => {
  const title = await open(clip('late-track.ts'));
  const indexes = indexesOf(title);
  for (const stream of [1, 2]) {
    const inOrder = await trackOf(title, stream, indexes);
    const warm = await trackOf(title, stream, shuffled(indexes, 3));
    engine.setPoolLimit(0);
    const alone = await trackOf(title, stream, indexes.toReversed());
    engine.setPoolLimit(POOL_BYTES);
    for (const [index, data] of inOrder) {
      assert.ok(warm.get(index)?.equals(data), `track ${stream}, segment ${index}, shuffled`);
      assert.ok(alone.get(index)?.equals(data), `track ${stream}, segment ${index}, cold`);
    }
    const range = { from: null, to: null, rotation: 0, mirrored: false, sampleRate: 48_000 };
    const bytes = Buffer.concat(indexes.map((index) => inOrder.get(index) ?? Buffer.of()));
    const { pcm } = await engine.inspect({ bytes, video: null, audio: 0, ...range });
    const onset = pcm.findIndex((value) => Math.abs(value) > 0.01) / 48_000;
    const expected = stream === 1 ? 0 : 32;
    assert.ok(Math.abs(onset - expected) < 0.1, `track ${stream} is heard from ${onset} s`);
  }
});

test('a picture of noise, which the rate cap cuts down: one hash from every process', async (t) => {
  const file = clip('noise.mp4');
  const title = await open(file);
  const subject = { file, title, rendition: largest(title), indexes: [3] };
  const { data } = await make(title, subject.rendition, 3);
  const seconds = ((title.grid.transcode[4] ?? 0) - (title.grid.transcode[3] ?? 0)) / 90_000;
  const rate = (data.length * 8) / seconds;
  const cap = title.ladder[0]?.recipe.maxRate ?? Number.POSITIVE_INFINITY;
  assert.ok(rate > 0.8 * cap, `the cap of ${cap} b/s binds: ${rate} b/s`);
  const processes = corpus('h264-mkv-bbb-33s.mkv') === null ? 5 : 20;
  const hashes = Array.from({ length: processes }, () => byProcess(t, subject, 3));
  assert.deepEqual([...new Set(hashes)], [hashOf(data)]);
});

const files = [
  'h264-bframes-longgop-aac-sintel-trailer.mp4',
  'h264-mkv-bbb-33s.mkv',
  'h264-ts-start10s-60fps-10s.ts',
  'hevc-1080p-opengop-aac-10s.mp4',
  'vp9-opus-60fps-sync-25s.webm',
  'mpeg2-576i-mp2-dvb.ts',
  'msmpeg4v3-79s-25s-gop.avi',
  'mpeg4-mp3-160x120.avi',
  'h264-518x488-vfr-yuvj.mp4',
  'h264-phone-rot180-vfr-android.mp4',
  'xvid-packed-bframes-broken.avi',
];

for (const name of files) {
  corpusTest(`${name}: one hash for each of some segments`, name, async (path) => {
    await checkWays(await subjectOf(path, 4));
  });
}
