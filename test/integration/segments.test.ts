/**
 * ffprobe and ffmpeg as a second opinion on what the engine makes: the frames of all segments are
 * the frames of the source, each at its time, each picture the same, each segment begins with a
 * key frame, and the sound is one row of AAC frames on one grid.
 */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { TICKS_PER_SECOND, type Ticks } from '../../src/core/ticks.ts';
import type { Container } from '../../src/engine/types.ts';
import {
  AUDIO_RENDITION,
  audioOf,
  earliestAt,
  initRequest,
  soundOf,
  type Title,
} from '../../src/stream/title.ts';
import { type ClipName, clip } from '../support/clips.ts';
import {
  distance,
  framesOf,
  greyPictures,
  packetsOf,
  pcmOf,
  type Stamped,
  streamOf,
} from '../support/ffprobe.ts';
import { tempDir } from '../support/temp-dir.ts';
import { engine, largest, makeAll, open } from '../support/title.ts';

/** The transport streams' own offset (X-TIMESTAMP-MAP). */
const TS_OFFSET: Ticks = 10 * TICKS_PER_SECOND;
const AAC_SAMPLES = 1024;
/** Mean grey distance of a picture and its copy at the quality of the ladder. */
const SAME_PICTURE = 4;

interface Case {
  readonly name: ClipName;
  /** Of the largest rendition. */
  readonly size?: readonly [number, number];
}

const cases: Case[] = [
  { name: 'h264.mp4', size: [320, 180] },
  { name: 'h264.mkv' },
  { name: 'h264.ts' },
  { name: 'late-start.ts' },
  { name: 'vp9-opus.webm' },
  { name: 'mpeg4-mp3.avi' },
  { name: 'vfr.mp4' },
  { name: 'video-only.mp4' },
  { name: 'audio-only.m4a' },
  { name: 'rotated.mp4', size: [180, 320] },
  { name: 'sar.mp4', size: [320, 180] },
  { name: '10-bit.mp4' },
  { name: '4-2-2.mp4' },
  { name: '4-4-4.mp4' },
  { name: 'odd.webm', size: [320, 180] },
  { name: 'surround.mp4' },
  { name: '8-khz.mp4' },
  { name: 'late-sound.mp4' },
  { name: 'late-pictures.mp4' },
  { name: '7-channels.mov' },
  { name: '12-channels.mov' },
  { name: '16-channels.wav' },
  { name: '20-channels.mka' },
];

/** All segments of a rendition in one file, as a player would string them together. */
const joined = async (
  t: TestContext,
  title: Title,
  rendition: string,
  container: Container,
): Promise<string> => {
  const segments = await makeAll(title, rendition, container);
  const parts = segments.map(({ data }) => data);
  if (container === 'fmp4') {
    parts.unshift(await engine.init(initRequest(title, rendition)));
  }
  const path = join(tempDir(t), container === 'ts' ? 'all.ts' : 'all.mp4');
  writeFileSync(path, Buffer.concat(parts));
  return path;
};

/** Rounded by containers: one tick. */
const assertTimes = (actual: readonly Ticks[], expected: readonly Ticks[]): void => {
  assert.equal(actual.length, expected.length, 'as many frames');
  for (const [i, time] of actual.entries()) {
    const wanted = expected[i] ?? Number.NaN;
    assert.ok(Math.abs(time - wanted) <= 1, `frame ${i} at ${time}, in the source at ${wanted}`);
  }
};

/** The first frame of every stretch is a key frame: it may be read from there. */
const assertKeys = (title: Title, frames: readonly Stamped[]): Ticks[] => {
  return title.grid.transcode.slice(0, -1).map((boundary) => {
    const first = frames.find(({ time }) => time >= earliestAt(boundary));
    assert.ok(first?.key, `a key frame at ${boundary}, not at ${first?.time}`);
    if (title.probe.index.from !== 'none' && boundary > 0) {
      assert.ok(first.time <= boundary + 90, `${first.time} is the boundary ${boundary}`);
    }
    return first.time;
  });
};

interface Source {
  readonly times: readonly Ticks[];
  readonly pictures: readonly Buffer[];
}

const sourceOf = (file: string, title: Title): Source => ({
  times: framesOf(file, 'v').map(({ time }) => time - title.probe.origin),
  pictures: greyPictures(file),
});

/** Returns the times at which segments begin. */
const checkPictures = (title: Title, source: Source, made: string, offset: Ticks): Ticks[] => {
  const frames = framesOf(made, 'v').map(({ time, key }) => ({ time: time - offset, key }));
  assertTimes(
    frames.map(({ time }) => time),
    source.times,
  );
  const worst = greyPictures(made).map((picture, i) =>
    distance(picture, source.pictures[i] ?? Buffer.alloc(0)),
  );
  assert.ok(Math.max(...worst) < SAME_PICTURE, `a picture differs by ${Math.max(...worst)}`);
  return assertKeys(title, frames);
};

const checkTs = async (t: TestContext, title: Title, source: Source | null): Promise<string> => {
  const made = await joined(t, title, largest(title), 'ts');
  if (source !== null) {
    checkPictures(title, source, made, TS_OFFSET);
  }
  if (soundOf(title) !== null) {
    checkSound(title, made, TS_OFFSET);
  }
  return made;
};

/**
 * Where offsets in trun are negative, libav adds the largest of them to every time. So the first
 * frame tells by how much, and tfdt, which is zero and then that of a segment's first frame, tells
 * the true times.
 */
const checkFmp4 = async (t: TestContext, title: Title, source: Source | null): Promise<void> => {
  if (source !== null) {
    const made = await joined(t, title, largest(title), 'fmp4');
    const shift = (framesOf(made, 'v')[0]?.time ?? 0) - (source.times[0] ?? 0);
    const starts = checkPictures(title, source, made, shift);
    assertTimes(decodeTimes(readFileSync(made)), [0, ...starts.slice(1)]);
  }
  if (soundOf(title) !== null) {
    checkSound(title, await joined(t, title, AUDIO_RENDITION, 'fmp4'), 0);
  }
};

/** Of all tfdt boxes, which are of version 1. */
const decodeTimes = (bytes: Buffer): Ticks[] => {
  const times: Ticks[] = [];
  for (let at = bytes.indexOf('tfdt'); at >= 0; at = bytes.indexOf('tfdt', at + 4)) {
    times.push(Number(bytes.readBigUInt64BE(at + 8)));
  }
  return times;
};

/** On one grid from presentation zero, without gap, from the first sound to the last. */
const checkSound = (title: Title, made: string, offset: Ticks): void => {
  const rate = soundOf(title)?.sampleRate ?? 0;
  const frame = (AAC_SAMPLES * TICKS_PER_SECOND) / rate;
  const times = packetsOf(made, 'a').map(({ time }) => time - offset);
  const first = Math.round((times[0] ?? Number.NaN) / frame);
  for (const [i, time] of times.entries()) {
    const grid = (first + i) * frame;
    assert.ok(Math.abs(time - grid) <= 1.5, `AAC frame ${i} at ${time}, on the grid at ${grid}`);
  }
  const start = audioOf(title.probe)?.start ?? 0;
  assert.ok((times[0] ?? Number.NaN) <= start + frame, `sound from ${times[0]}, not ${start}`);
  const end = (times.at(-1) ?? 0) + frame;
  assert.ok(end >= title.probe.duration - frame, `sound to ${end} of ${title.probe.duration}`);
};

for (const { name, size } of cases) {
  test(`${name}: what is made is what the source shows`, async (t) => {
    const file = clip(name);
    const title = await open(file);
    const source = title.probe.video === null ? null : sourceOf(file, title);
    const made = await checkTs(t, title, source);
    await checkFmp4(t, title, source);
    if (size !== undefined) {
      const { width, height } = streamOf(made, 'v');
      assert.deepEqual([width, height], size);
    }
  });
}

test('late-sound.mp4: silent until the sound begins, to the sample', async (t) => {
  const title = await open(clip('late-sound.mp4'));
  const rate = 48_000;
  const pcm = pcmOf(await joined(t, title, AUDIO_RENDITION, 'fmp4'), rate);
  const onset = pcm.findIndex((sample) => Math.abs(sample) > 0.01) / rate;
  assert.ok(
    Math.abs(onset - 0.5) < 0.005,
    `the sound begins at ${onset} s, in the source at 0.5 s`,
  );
});

const heard: ClipName[] = ['changing-sound.ts', '12-channels.mov', '20-channels.mka'];

for (const name of heard) {
  test(`${name}: is heard from beginning to end`, async (t) => {
    const title = await open(clip(name));
    const rate = 48_000;
    const pcm = pcmOf(await joined(t, title, AUDIO_RENDITION, 'fmp4'), rate);
    const seconds = Math.floor(title.probe.duration / TICKS_PER_SECOND);
    for (let second = 0; second < seconds; second++) {
      const part = pcm.subarray(second * rate, (second + 1) * rate);
      assert.ok(
        part.some((sample) => Math.abs(sample) > 0.01),
        `second ${second} is silent`,
      );
    }
  });
}
