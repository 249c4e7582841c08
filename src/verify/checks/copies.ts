/**
 * Copies are the source: a plain decoder makes the same pictures and the same sound of their
 * segments in a row as of the file, at the same times.
 */
import { lowerBound } from '../../core/lower-bound.ts';
import { TICKS_PER_SECOND, type Ticks } from '../../core/ticks.ts';
import type { Inspection } from '../../engine/inspection.ts';
import type { Container, SourceRef } from '../../engine/types.ts';
import { type AudioTrack, boundariesOf, earliestAt, trackInit } from '../../stream/title.ts';
import { TS_OFFSET } from '../coded.ts';
import { parseFragments, parseTrack } from '../mp4-parser.ts';
import { sampledRuns } from '../sampling.ts';
import { attempt, make, millis, type Subject, seconds } from '../subject.ts';

/** The pictures and the sound of one run are held in memory. */
const RUN: Ticks = 120 * TICKS_PER_SECOND;
/** Containers round to a millisecond at worst. */
const MILLISECOND: Ticks = TICKS_PER_SECOND / 1000;
/** Decoders of sound need what came before: this much of a run is not compared, in seconds. */
const SETTLED = 0.25;
/**
 * Of the power of a block: decoders of AAC and AC-3 fill bands with noise of their own, which goes
 * by what they decoded before. A lost or a strange frame is most of its block.
 */
const MOST_NOISE = 0.4;
/**
 * A decoder takes the stamp of the first frame for all of them, and that one may be odd, or begin
 * before presentation zero, which fMP4 cannot say: in seconds, a frame of most codecs.
 */
const FIRST_LAG = 0.05;
const BLOCK = 1024;
/** Of the mean power: in blocks with less, noise may be all there is. */
const QUIET = 0.01;
const SILENCE = 1e-8;
/** Between the samples that are looked at in search of a shift. */
const STEP = 61;

/** Segments [from, to), and the stretch that they show. */
interface Run {
  readonly rendition: string;
  readonly from: number;
  readonly to: number;
  readonly start: Ticks;
  readonly end: Ticks;
}

/** Of sound, where there is none. */
const ANY_RATE = 48_000;

/** What of a title's copies is looked at. */
export interface CopiesWanted {
  /** All of them when absent. */
  readonly rendition?: string | undefined;
  /** How much of longer titles; absent: all. */
  readonly sample?: Ticks | undefined;
}

type Streams = { readonly video: number | null; readonly audio: number | null };

/** The copies that the title is offered in. */
export const checkCopies = async (
  subject: Subject,
  { rendition, sample }: CopiesWanted = {},
): Promise<void> => {
  const { copy, audioTracks } = subject.title;
  const isWanted = (name: string): boolean => rendition === undefined || name === rendition;
  if (copy !== null && isWanted(copy.name)) {
    const containers = copy.inTs ? (['fmp4', 'ts'] as const) : (['fmp4'] as const);
    for (const run of runsOf(subject, copy.name, sample)) {
      await checkPictureCopy(subject, run, copy.stream, containers);
    }
  }
  for (const track of audioTracks) {
    if (track.copy !== null && isWanted(track.copy.rendition)) {
      await checkSoundCopy(subject, track.copy.rendition, track, sample);
    }
  }
};

const checkPictureCopy = async (
  subject: Subject,
  run: Run,
  stream: number,
  containers: readonly Container[],
): Promise<void> => {
  const source = await decodeSource(subject, run, { video: stream, audio: null }, ANY_RATE);
  for (const container of containers) {
    const copied = await decodeRun(subject, run, container, { video: 0, audio: null }, ANY_RATE);
    if (copied !== null) comparePictures(subject, run, container, source, copied);
  }
};

const checkSoundCopy = async (
  subject: Subject,
  rendition: string,
  { stream }: AudioTrack,
  sample: Ticks | undefined,
): Promise<void> => {
  const rate = stream.sampleRate;
  for (const run of [firstOf(subject, rendition), ...runsOf(subject, rendition, sample, 1)]) {
    const copied = await decodeRun(subject, run, 'fmp4', { video: null, audio: 0 }, rate);
    if (copied === null) continue;
    const begin = run.from === 0 ? null : copied.pcmStart;
    const streams = { video: null, audio: stream.index };
    const source = await decodeSource(subject, run, streams, rate, begin);
    compareSound(subject, run, source, copied, rate);
  }
};

/** The first segment. */
const firstOf = ({ title }: Subject, rendition: string): Run => {
  const [start = 0, end = 0] = boundariesOf(title, rendition);
  return { rendition, from: 0, to: 1, start, end };
};

/** From a segment on. */
const runsOf = (
  { title }: Subject,
  rendition: string,
  sample = Number.POSITIVE_INFINITY,
  first = 0,
): Run[] => {
  const boundaries = boundariesOf(title, rendition);
  const runs: Run[] = [];
  for (const stretch of sampledRuns(boundaries, sample)) {
    for (let from = Math.max(first, stretch.from); from < stretch.to; ) {
      const start = boundaries[from] ?? 0;
      const to = Math.min(stretch.to, Math.max(from + 1, lowerBound(boundaries, start + RUN)));
      runs.push({ rendition, from, to, start, end: boundaries[to] ?? 0 });
      from = to;
    }
  }
  return runs;
};

/** With a segment more on both sides: leading pictures travel with what is shown after them. */
const decodeRun = async (
  subject: Subject,
  { rendition, from, to }: Run,
  container: Container,
  streams: Streams,
  sampleRate: number,
): Promise<Inspection | null> => {
  const { engine, title, signal } = subject;
  const last = boundariesOf(title, rendition).length - 1;
  const parts: Uint8Array[] = [];
  for (let at = Math.max(0, from - 1); at < Math.min(to + 1, last); at++) {
    const segment = await make(subject, { rendition, segment: at }, container);
    if (segment === null) return null;
    parts.push(segment.data);
  }
  return attempt(subject, 'copies', { rendition, segment: from }, async () => {
    const { copied } = trackInit(title, rendition);
    const decode = (all: readonly Uint8Array[]): Promise<Inspection> => {
      const bytes = { bytes: Buffer.concat(all), madeOf: title.source };
      return engine.inspect({ ...PLAIN, ...bytes, ...streams, sampleRate }, signal);
    };
    if (copied === null || container === 'ts') return movedBack(await decode(parts), TS_OFFSET);
    const init = await engine.copyInit(copied, signal);
    const found = await decode([init, ...parts]);
    return streams.video === null ? found : { ...found, times: ownTimes(init, parts, found) };
  });
};

/**
 * As the fragments say: libav moves what is shown before it is decoded. What it could not decode at
 * the beginning is not among the times.
 */
const ownTimes = (init: Uint8Array, parts: Uint8Array[], { times }: Inspection): Float64Array => {
  const track = parseTrack(init);
  const stamps = parts.flatMap((part) => parseFragments(part, track).map(({ pts }) => pts));
  const inOrder = Float64Array.from(stamps, (it) => (it * TICKS_PER_SECOND) / track.timescale);
  return inOrder.sort().slice(-times.length);
};

const PLAIN = { from: null, to: null, rotation: 0, mirrored: false };

/**
 * @param begin where the decoder of the sound is to begin; null: well before the run. The noise
 *   that decoders add goes on from what they made before.
 */
const decodeSource = async (
  { engine, title, signal }: Subject,
  { start, end }: Run,
  streams: Streams,
  sampleRate: number,
  begin: Ticks | null = null,
): Promise<Inspection> => {
  const { origin, duration } = title.probe;
  const early = begin ?? start - TICKS_PER_SECOND;
  const from = start === 0 ? null : early + origin;
  const cold = begin !== null;
  const to = end >= duration ? null : end + TICKS_PER_SECOND + origin;
  const source: SourceRef = title.source;
  const request = { ...PLAIN, source, from, to, cold, ...streams, sampleRate };
  return movedBack(await engine.inspect(request, signal), origin);
};

/** From presentation zero. */
const movedBack = (found: Inspection, offset: Ticks): Inspection => ({
  ...found,
  times: found.times.map((time) => time - offset),
  pcmStart: found.pcmStart === null ? null : found.pcmStart - offset,
});

const comparePictures = (
  subject: Subject,
  run: Run,
  container: Container,
  source: Inspection,
  copied: Inspection,
): void => {
  const fail = failing(subject, run, container);
  const [wanted, got] = belonging(subject, run, source, copied);
  if (got.length !== wanted.length) {
    fail(`${got.length} of ${wanted.length} pictures from ${seconds(run.start)} on are there`);
    return;
  }
  const size = source.pictureWidth * source.pictureHeight;
  for (const [at, index] of wanted.entries()) {
    const time = source.times[index] ?? 0;
    const late = (copied.times[got[at] ?? 0] ?? 0) - time;
    if (Math.abs(late) > MILLISECOND)
      fail(`the picture at ${seconds(time)} is ${millis(late)} late`);
    if (!pictureAt(source, index, size).equals(pictureAt(copied, got[at] ?? 0, size))) {
      fail(`the picture at ${seconds(time)} is another one`);
    }
  }
  if (container === 'fmp4') subject.figures.copied += wanted.length;
};

/**
 * The run's pictures of the source and of the copy. Of what lies behind the playlist's end the copy
 * may hold more, which an edit hides and others refer to, or less, where the file is cut off amid a
 * picture. And what the source's decoder stumbles over may be sound again once it is repackaged.
 */
const belonging = (
  subject: Subject,
  run: Run,
  source: Inspection,
  copied: Inspection,
): [number[], number[]] => {
  const [wanted, got] = [own(subject, run, source), own(subject, run, copied)];
  const { duration } = subject.title.probe;
  const isBehind = ({ times }: Inspection, list: number[]): boolean =>
    (times[list.at(-1) ?? 0] ?? 0) >= duration - MILLISECOND;
  while (got.length > wanted.length && isBehind(copied, got)) got.pop();
  const errors = source.decodeErrors;
  while (wanted.length > got.length && errors > 0 && isBehind(source, wanted)) wanted.pop();
  const more = got.length - wanted.length;
  if (more <= 0 || more > errors) return [wanted, got];
  const isThere = (time: Ticks): boolean =>
    (source.times[lowerBound(source.times, time - MILLISECOND)] ?? duration) <= time + MILLISECOND;
  return [wanted, got.filter((index) => isThere(copied.times[index] ?? 0))];
};

/** Which pictures are the run's own. */
const own = ({ title }: Subject, run: Run, { times }: Inspection): number[] => {
  const from = run.from === 0 ? 0 : lowerBound(times, earliestAt(run.start));
  const isLast = run.end >= title.probe.duration;
  const to = isLast ? times.length : lowerBound(times, earliestAt(run.end));
  return Array.from({ length: Math.max(0, to - from) }, (_, at) => from + at);
};

const pictureAt = ({ pictures }: Inspection, at: number, size: number): Buffer =>
  Buffer.from(pictures.buffer, pictures.byteOffset + at * size, size);

const compareSound = (
  subject: Subject,
  run: Run,
  source: Inspection,
  copied: Inspection,
  rate: number,
): void => {
  const fail = failing(subject, run, 'fmp4');
  if (source.pcmStart === null || copied.pcmStart === null) {
    if (source.pcmStart !== copied.pcmStart) fail('there is sound in only one of both');
    return;
  }
  const lag = Math.round(((source.pcmStart - copied.pcmStart) * rate) / TICKS_PER_SECOND);
  // Containers round to a millisecond: the best by a sample here and there is the best of all.
  const most = Math.ceil(rate * (run.from === 0 ? FIRST_LAG : 0.001)) + source.pcmDoubt;
  const shifts = Array.from({ length: 2 * most + 1 }, (_, at) => lag + at - most);
  const noises = shifts.map(
    (shift) => powersOf(overlap(source.pcm, copied.pcm, shift, rate), STEP).noise,
  );
  const best = overlap(
    source.pcm,
    copied.pcm,
    shifts[noises.indexOf(Math.min(...noises))] ?? lag,
    rate,
  );
  const strange = strangeAt(best);
  if (strange !== null) {
    const at = seconds(Math.round((strange * TICKS_PER_SECOND) / rate) + source.pcmStart);
    fail(`the sound at ${at} differs`);
  }
};

/** Samples [from, to) of the source, which are those of the copy `shift` further on. */
interface Overlap {
  readonly source: Float32Array;
  readonly copied: Float32Array;
  readonly shift: number;
  readonly from: number;
  readonly to: number;
}

const overlap = (
  source: Float32Array,
  copied: Float32Array,
  shift: number,
  rate: number,
): Overlap => {
  const settled = Math.round(SETTLED * rate);
  const from = Math.max(0, -shift) + settled;
  const to = Math.max(from, Math.min(source.length, copied.length - shift));
  return { source, copied, shift, from, to };
};

/** Power of the sound and of the difference, by each step-th sample. */
const powersOf = ({ source, copied, shift, from, to }: Overlap, step: number) => {
  let [sound, noise] = [0, 0];
  for (let at = from; at < to; at += step) {
    const sample = source[at] ?? 0;
    sound += sample * sample;
    noise += (sample - (copied[at + shift] ?? 0)) ** 2;
  }
  return { sound, noise };
};

/** The first sample of a block that is another one. */
const strangeAt = (all: Overlap): number | null => {
  const { sound } = powersOf(all, 1);
  const quiet = BLOCK * (SILENCE + (QUIET * sound) / (all.to - all.from));
  for (let from = all.from; from + BLOCK <= all.to; from += BLOCK) {
    const block = powersOf({ ...all, from, to: from + BLOCK }, 1);
    if (block.noise > MOST_NOISE * Math.max(block.sound, quiet)) return from;
  }
  return null;
};

const failing =
  ({ findings }: Subject, { rendition, from }: Run, container: Container) =>
  (text: string): void =>
    findings.fail('copies', { rendition, segment: from }, `${container}: ${text}`);
