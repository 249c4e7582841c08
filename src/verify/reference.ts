/** What the source shows, by a plain decoder that knows nothing of segments. */
import { lowerBound } from '../core/lower-bound.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import { shapeOf } from '../hls/ladder.ts';
import { toneMapOf } from '../hls/tone-map.ts';
import { soundOf } from '../stream/title.ts';
import { indexes } from './plan.ts';
import type { Run } from './sampling.ts';
import type { Subject } from './subject.ts';

export interface Reference {
  /** From presentation zero, rising. */
  readonly times: Float64Array;
  readonly pictures: Uint8Array;
  readonly pictureSize: number;
  /** Mono. */
  readonly pcm: Float32Array;
  /** Of pcm's first sample, counted from presentation zero; null: no sound. */
  readonly pcmStart: number | null;
  /** In samples: nobody knows any better where it belongs. */
  readonly pcmDoubt: number;
  /** Where the last packet ends, of which nothing may have been decoded; null: unknown. */
  readonly lastEnd: Ticks | null;
}

/** Read on both sides of a run: pictures are compared with their neighbours. */
const MARGIN: Ticks = TICKS_PER_SECOND;

export const readReference = async (subject: Subject, run: Run): Promise<Reference> => {
  const { engine, title, video, sampleRate, signal, figures } = subject;
  const { origin, video: stream, audio } = title.probe;
  const [start, end] = stretchOf(subject, run);
  const found = await engine.inspect(
    {
      source: title.source,
      video: stream,
      audio: soundOf(title) === null ? null : audio,
      from: run.from === 0 ? null : start - MARGIN + origin,
      to: isLast(subject, run) ? null : end + MARGIN + origin,
      rotation: video?.rotation ?? 0,
      mirrored: video?.mirrored ?? false,
      sampleRate,
      toneMap: video === null ? null : toneMapOf(video),
      ...(video === null ? {} : { shape: shapeOf(video) }),
    },
    signal,
  );
  figures.sourceErrors += found.decodeErrors + found.soundErrors;
  const pcmTime = found.pcmStart === null ? null : found.pcmStart - origin;
  return {
    times: rising(found.times, origin, subject),
    pictures: found.pictures,
    pictureSize: found.pictureWidth * found.pictureHeight,
    pcm: found.pcm,
    pcmDoubt: found.pcmDoubt,
    lastEnd: found.lastEnd === null ? null : found.lastEnd - origin,
    pcmStart: pcmTime === null ? null : Math.round((pcmTime * sampleRate) / TICKS_PER_SECOND),
  };
};

/** Start of the run's first segment and end of its last one. */
export const stretchOf = ({ title }: Subject, { from, to }: Run): [Ticks, Ticks] => [
  title.grid.transcode[from] ?? 0,
  title.grid.transcode[to] ?? title.probe.duration,
];

export const isLast = ({ title }: Subject, { to }: Run): boolean =>
  to === title.grid.transcode.length - 1;

/** The times of the run itself; those outside the video belong to the first or last run. */
export const ownTimes = (subject: Subject, run: Run, { times }: Reference): Float64Array => {
  const [start, end] = stretchOf(subject, run);
  const from = run.from === 0 ? 0 : lowerBound(times, start);
  const to = isLast(subject, run) ? times.length : lowerBound(times, end);
  return times.slice(from, to);
};

/** Where stamps do not rise, the order of the decoder counts: each is a tick later. */
const rising = (times: Float64Array, origin: Ticks, { figures }: Subject): Float64Array => {
  let last = Number.NEGATIVE_INFINITY;
  return times.map((stamp) => {
    const time = stamp - origin;
    if (time <= last) {
      figures.repaired++;
    }
    last = time <= last ? last + 1 : time;
    return last;
  });
};

/** Start and end of each segment of a run. */
export const stretches = (
  subject: Subject,
  run: Run,
): { segment: number; start: Ticks; end: Ticks }[] =>
  indexes(run).map((segment) => {
    const [start, end] = stretchOf(subject, { from: segment, to: segment + 1 });
    return { segment, start, end };
  });
