/** Contract 2: the frames of all segments together are the frames of the source. */
import { lowerBound } from '../../core/lower-bound.ts';
import { TICKS_PER_SECOND, type Ticks } from '../../core/ticks.ts';
import { earliestAt } from '../../stream/title.ts';
import type { SegmentLog } from '../rendition-log.ts';
import { millis, type Subject, seconds } from '../subject.ts';
import { TIME_TOLERANCE } from './pictures.ts';

/**
 * Segments in a row against the frames of the source around them.
 *
 * @param whole `segments` are all there are; else frames near the two ends may belong to others
 */
export const checkFrames = (
  subject: Subject,
  segments: readonly SegmentLog[],
  source: Float64Array,
  whole: boolean,
): void => {
  const walk = new FrameWalk(subject, source);
  const [first, last] = [segments[0], segments.at(-1)];
  if (first === undefined || last === undefined) {
    return;
  }
  const { transcode } = subject.title.grid;
  const start = transcode[first.spot.segment] ?? 0;
  const end = transcode[last.spot.segment + 1] ?? 0;
  if (!whole) {
    walk.skipTo(Math.min(start, Math.max(first.times[0] ?? start, earliestAt(start))));
  }
  for (const [index, segment] of segments.entries()) {
    const before = segments[index - 1];
    if (before !== undefined && before.spot.segment + 1 !== segment.spot.segment) {
      walk.skipTo(earliestAt(transcode[segment.spot.segment] ?? 0)); // one could not be made
    }
    walk.segment(segment);
  }
  walk.finish(last, whole ? Number.POSITIVE_INFINITY : earliestAt(end));
};

class FrameWalk {
  readonly #subject: Subject;
  readonly #source: Float64Array;
  /** The first frame of the source that was not seen yet. */
  #next = 0;
  /** Frames that segments say they dropped and that are still to be found missing. */
  #allowed = 0;

  constructor(subject: Subject, source: Float64Array) {
    this.#subject = subject;
    this.#source = source;
  }

  skipTo(time: Ticks): void {
    this.#next = Math.max(this.#next, lowerBound(this.#source, time));
  }

  segment(log: SegmentLog): void {
    this.#allowed += log.dropped;
    if (log.held > 0) this.#held(log);
    for (const time of log.times.subarray(log.held)) {
      this.#frame(log, time);
    }
    if (this.#allowed > log.dropped) {
      this.#fail(log, `${this.#allowed - log.dropped} dropped frames were counted but are there`);
    }
    this.#allowed = Math.min(this.#allowed, log.dropped);
  }

  finish(last: SegmentLog, end: Ticks): void {
    this.#missing(last, Math.max(this.#next, lowerBound(this.#source, end)));
    if (this.#allowed > 0) {
      this.#fail(last, `${this.#allowed} dropped frames were counted but are there`);
    }
  }

  #frame(log: SegmentLog, time: Ticks): void {
    const index = this.#nearest(time);
    const found = this.#source[index];
    if (found === undefined || Math.abs(found - time) > TIME_TOLERANCE) {
      const away = found === undefined ? 'far' : millis(time - found);
      this.#fail(log, `the frame at ${seconds(time)} is ${away} off the nearest of the source`);
    } else if (index < this.#next) {
      this.#fail(log, `the frame at ${seconds(time)} is there twice`);
    } else {
      this.#missing(log, index);
      this.#next = index + 1;
    }
  }

  /** Only where the source shows nothing new may a picture be shown again. */
  #held(log: SegmentLog): void {
    const { transcode } = this.#subject.title.grid;
    const [start = 0, end = 0] = transcode.slice(log.spot.segment, log.spot.segment + 2);
    if (log.held > 1 || log.times[0] !== start) {
      this.#fail(log, `a held picture stands at ${seconds(log.times[0] ?? 0)}`);
    }
    const inside = this.#source[lowerBound(this.#source, start)];
    const next = log.times[1] ?? earliestAt(end) - 1;
    if (inside !== undefined && inside < next - TIME_TOLERANCE) {
      this.#fail(log, `holds a picture, but the source shows one at ${seconds(inside)}`);
    }
    if (next < start + this.#subject.frame) {
      this.#fail(log, `holds a picture, but the next one comes at ${seconds(next)}`);
    }
  }

  /** The frames up to `index` were passed over. */
  #missing(log: SegmentLog, index: number): void {
    const missing = Math.max(0, index - this.#next);
    const lost = missing - this.#allowed;
    this.#allowed = Math.max(0, this.#allowed - missing);
    if (lost > 0) {
      const first = seconds(this.#source[this.#next] ?? 0);
      this.#fail(log, `${lost} frames of the source are lost, the first at ${first}`);
    }
    this.#next = Math.max(this.#next, index);
  }

  #nearest(time: Ticks): number {
    const above = lowerBound(this.#source, time);
    const below = above - 1;
    const [late, early] = [this.#source[above], this.#source[below]];
    if (late === undefined || early === undefined) {
      return late === undefined ? below : above;
    }
    return late - time <= time - early ? above : below;
  }

  #fail(log: SegmentLog, text: string): void {
    this.#subject.findings.fail('frames', log.spot, text);
  }
}

/** A quarter of a second, as other checkers allow. */
const MOST_OFF: Ticks = TICKS_PER_SECOND / 4;

/**
 * The playlist's end against the source's. Of a damaged end nothing may be decoded, though its
 * packets are there: then anything up to the last one is right.
 */
export const checkDuration = (
  subject: Subject,
  lastFrame: Ticks | undefined,
  soundEnd: Ticks | null,
  lastPacket: Ticks | null,
): void => {
  const picturesEnd = lastFrame === undefined ? 0 : lastFrame + subject.frame;
  const end = Math.max(picturesEnd, soundEnd ?? 0);
  const damaged = subject.figures.sourceErrors > 0 ? Math.max(end, lastPacket ?? end) : end;
  const { duration, durationFrom } = subject.title.probe;
  if (duration < end - MOST_OFF || duration > damaged + MOST_OFF) {
    const text = `the source ends at ${seconds(damaged)}, the playlist at ${seconds(duration)}`;
    const whole = { rendition: null, segment: null };
    subject.findings.fail('playlist', whole, `${text} (by the ${durationFrom})`);
  }
};
