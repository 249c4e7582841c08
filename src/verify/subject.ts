/** What is being verified, and where the findings go. */
import { HaemaError } from '../core/errors.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import type { Inspection } from '../engine/inspection.ts';
import type { Container, Engine, Segment, VideoStream } from '../engine/types.ts';
import { FRAME_RATE_CAP } from '../hls/ladder.ts';
import { segmentRequest, soundOf, type Title, videoOf } from '../stream/title.ts';
import { wholeSegment } from '../stream/whole-segment.ts';
import { type CheckName, Findings, type Place } from './findings.ts';

/** Sums over the whole file, for the report. Times in milliseconds, `duration` in seconds. */
export interface Figures {
  duration: number;
  segments: number;
  /** Frames of the source that were looked at. */
  frames: number;
  /** Segments made, each rendition and container counted. */
  made: number;
  held: number;
  dropped: number;
  /** Segments that a careful decoder made. */
  careful: number;
  /** Frames of the source that were compared with copies. */
  copied: number;
  /** Errors of the reference decoder: the source is damaged. */
  sourceErrors: number;
  /** Times of the source that do not rise and were put in order. */
  repaired: number;
  worstStart: number;
  /** The largest mean luma difference of a rendition. */
  pictureDifference: number;
  lagMin: number | null;
  lagMax: number | null;
  snrJoints: number | null;
  snrElsewhere: number | null;
  snrOnePiece: number | null;
  /** Segments made again, and how many of those went on with a warm decoder. */
  remade: number;
  warm: number;
}

export interface Subject {
  readonly engine: Engine;
  readonly title: Title;
  readonly video: VideoStream | null;
  /** Of the sound that is made; 48000 without sound. */
  readonly sampleRate: number;
  /** How long a frame lasts on average. */
  readonly frame: Ticks;
  /** The same of what is made of them: no more than the cap allows are. */
  readonly madeFrame: Ticks;
  readonly findings: Findings;
  readonly figures: Figures;
  /** What the engine says it cannot play, the first time. */
  readonly refusals: HaemaError[];
  readonly signal: AbortSignal | undefined;
}

export const makeSubject = (
  engine: Engine,
  title: Title,
  signal: AbortSignal | undefined,
): Subject => {
  const video = videoOf(title.probe);
  const { num, den } = video?.frameRate ?? { num: 0, den: 1 };
  const frame = num > 0 && den > 0 ? (TICKS_PER_SECOND * den) / num : TICKS_PER_SECOND / 25;
  return {
    engine,
    title,
    video,
    sampleRate: soundOf(title)?.sampleRate ?? 48_000,
    frame,
    madeFrame: Math.max(frame, TICKS_PER_SECOND / FRAME_RATE_CAP),
    findings: new Findings(),
    refusals: [],
    figures: emptyFigures(title),
    signal,
  };
};

const emptyFigures = ({ probe, grid }: Title): Figures => ({
  duration: probe.duration / TICKS_PER_SECOND,
  segments: grid.transcode.length - 1,
  frames: 0,
  made: 0,
  held: 0,
  dropped: 0,
  careful: 0,
  copied: 0,
  sourceErrors: 0,
  repaired: 0,
  worstStart: 0,
  pictureDifference: 0,
  lagMin: null,
  lagMax: null,
  snrJoints: null,
  snrElsewhere: null,
  snrOnePiece: null,
  remade: 0,
  warm: 0,
});

/** A segment of a rendition. */
export interface Spot extends Place {
  readonly rendition: string;
  readonly segment: number;
}

/** Failures of a request are findings; these are of the file or the job, and end it. */
const ENDING = ['CANCELLED', 'SOURCE_MISSING', 'SOURCE_CHANGED', 'READ_FAILED', 'BUSY'];

/** The segment, or null after the finding that it could not be made. */
export const make = (subject: Subject, spot: Spot, container: Container): Promise<Segment | null> =>
  makeStretch(subject, spot, container, 1);

/** As `make`, of `count` segments from this one on as if they were one. */
export const makeStretch = (
  subject: Subject,
  spot: Spot,
  container: Container,
  count: number,
): Promise<Segment | null> =>
  attempt(subject, 'made', spot, async () => {
    const { title } = subject;
    const choice = { rendition: spot.rendition, container };
    const own = segmentRequest(title, choice, spot.segment);
    const { end, last } =
      count === 1 ? own : segmentRequest(title, choice, spot.segment + count - 1);
    const request = { ...own, end, last, part: count === 1 ? own.part : null };
    const segment = await wholeSegment(subject.engine, request, subject.signal);
    subject.figures.made++;
    return segment;
  });

/** Of hardly any loss, at any size. */
const FINE = { crf: 8, maxRate: 90e6, bufferSize: 90e6, bufferFill: 80e6 } as const;

/** The pictures of the segment in better quality than they are served in. */
export const makeFinely = (subject: Subject, spot: Spot): Promise<Segment | null> =>
  attempt(subject, 'made', spot, async () => {
    const choice = { rendition: spot.rendition, container: 'ts' } as const;
    const { video, ...rest } = segmentRequest(subject.title, choice, spot.segment);
    const request = { ...rest, video: video === null ? null : { ...video, ...FINE }, audio: null };
    return wholeSegment(subject.engine, request, subject.signal);
  });

/** What a plain decoder makes of made bytes, or null after the finding that it makes nothing. */
export const decodeBytes = (
  subject: Subject,
  spot: Spot,
  bytes: Uint8Array,
  streams: { readonly video: number | null; readonly audio: number | null },
): Promise<Inspection | null> =>
  attempt(subject, 'alone', spot, () => {
    const range = { from: null, to: null, rotation: 0, mirrored: false };
    const from = { bytes, madeOf: subject.title.source };
    const request = { ...from, ...streams, ...range, sampleRate: subject.sampleRate };
    return subject.engine.inspect(request, subject.signal);
  });

export const attempt = async <T>(
  subject: Subject,
  check: CheckName,
  spot: Spot,
  work: () => Promise<T>,
): Promise<T | null> => {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof HaemaError) || ENDING.includes(error.code)) {
      throw error;
    }
    if (check === 'made' && error.code === 'MEDIA_INVALID' && subject.refusals.length === 0) {
      subject.refusals.push(error);
    }
    subject.findings.fail(check, spot, `${error.message} (${error.code})`);
    return null;
  }
};

export const seconds = (ticks: Ticks): string => `${(ticks / TICKS_PER_SECOND).toFixed(6)} s`;

export const millis = (ticks: Ticks): string =>
  `${((ticks * 1000) / TICKS_PER_SECOND).toFixed(2)} ms`;
