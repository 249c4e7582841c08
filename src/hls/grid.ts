/**
 * The segment boundaries of a video: a pure function of the file's index and
 * the target lengths. All times are Ticks from presentation zero; no value is ever a fraction.
 */
import { lowerBound } from '../core/lower-bound.ts';
import type { Rational } from '../core/rational.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';

/** Lengths that segments should have, in Ticks. */
export interface GridTargets {
  /** Copied segments; key frames decide the true length. About 4 s; at least `transcode`. */
  readonly copy: Ticks;
  /** Transcoded segments: decides how fast a seek shows a picture. About 2 s; at least 1 s. */
  readonly transcode: Ticks;
  /** The first two transcoded segments, so that the picture is there at once. About 1 s. */
  readonly first: Ticks;
}

export interface GridInput {
  readonly duration: Ticks;
  /** Times of the key frames; empty when the file has no index that can be trusted. */
  readonly keyframes: ArrayLike<Ticks>;
  /** Times of all frames; empty when unknown. */
  readonly frames: ArrayLike<Ticks>;
  /** 0/1 when unknown. */
  readonly frameRate: Rational;
  readonly constantRate: boolean;
  /** Time of the first frame. */
  readonly videoStart: Ticks;
  readonly targets: GridTargets;
}

/** Boundaries rise strictly from 0 to the duration; segment i is [b[i], b[i + 1]). */
export interface Grid {
  /** Empty without an index. Every one of them is also a transcode boundary. */
  readonly copy: readonly Ticks[];
  readonly transcode: readonly Ticks[];
}

/** No segment is shorter, unless the whole video is. */
export const SHORTEST_SEGMENT: Ticks = TICKS_PER_SECOND / 2;

/** A header that claims centuries gets longer segments, not more: a playlist must fit in memory. */
const MAX_SEGMENTS = 100_000;

/** The known times around `ideal`: the last one before it and the first one not before it. */
interface Around {
  readonly below: Ticks | null;
  readonly above: Ticks | null;
}
type Times = (ideal: Ticks) => Around;

/** What decides where a cut may lie. */
interface Cutter {
  readonly keys: Times;
  /** Null when nothing is known about the frames. */
  readonly frames: Times | null;
  readonly target: Ticks;
  readonly first: Ticks;
  /** Time of the first frame. */
  readonly videoStart: Ticks;
  /** Cut off whole targets instead of near-equal parts: there is no key frame to arrive at. */
  readonly uniform: boolean;
}

/**
 * Decides the grid of a file version. Times beyond the video are ignored, times out of order are
 * put in order. A duration below one tick counts as one tick, so that there is always a segment.
 */
export const buildGrid = (input: GridInput): Grid => {
  const end = Math.max(1, input.duration);
  const targets = usableTargets(input.targets, end);
  const keyframes = rising(input.keyframes);
  const copy = copyBoundaries(keyframes, end, targets.copy);
  const cutter: Cutter = {
    keys: listed(keyframes),
    frames: frameTimes(input),
    target: targets.transcode,
    first: targets.first,
    videoStart: input.videoStart,
    uniform: copy.length === 0,
  };
  return { copy, transcode: transcodeBoundaries(copy.length > 0 ? copy : [0, end], cutter) };
};

/**
 * Boundaries at key frames that became known after the grid was decided; empty where there is none
 * within the video. They are no transcode boundaries.
 */
export const lateCopyGrid = (
  keyframes: ArrayLike<Ticks>,
  duration: Ticks,
  targets: GridTargets,
): Ticks[] => {
  const end = Math.max(1, duration);
  return copyBoundaries(keyframes, end, usableTargets(targets, end).copy);
};

/** With a target of a second or more, every rule below can be kept at once. */
const usableTargets = (targets: GridTargets, end: Ticks): GridTargets => {
  const floor = Math.max(TICKS_PER_SECOND, Math.ceil(end / MAX_SEGMENTS));
  const transcode = Math.max(floor, targets.transcode);
  const least = Math.ceil((SHORTEST_SEGMENT * 4) / 3); // a quarter less is still long enough
  return {
    copy: Math.max(transcode, targets.copy),
    transcode,
    first: Math.min(Math.max(least, targets.first), transcode),
  };
};

/**
 * Key frames, merged until the target is reached; one up to an eighth too early counts as reaching
 * it (a GOP of 3.99 s is not doubled), and the nearest to the target wins. A short rest joins the
 * piece before it: always below half a second, else while that piece stays within 1.5 × the target.
 */
const copyBoundaries = (keyframes: ArrayLike<Ticks>, end: Ticks, target: Ticks): Ticks[] => {
  const firstKey = keyframes[0];
  if (firstKey === undefined || firstKey >= end) {
    return [];
  }
  const keys = listed(keyframes);
  const reached = target - Math.floor(target / 8);
  const cuts: Ticks[] = [];
  let last = 0;
  for (;;) {
    const cut = nearest(keys, last + target, last + reached, end - SHORTEST_SEGMENT);
    if (cut === null) {
      break;
    }
    cuts.push(cut);
    last = cut;
  }
  const before = cuts.length > 0 ? (cuts.at(-2) ?? 0) : end;
  if (before < end && 2 * (end - last) < target && 2 * (end - before) <= 3 * target) {
    cuts.pop();
  }
  return [0, ...cuts, end];
};

const transcodeBoundaries = (base: readonly Ticks[], cutter: Cutter): Ticks[] => {
  const result: Ticks[] = [0];
  let from = 0;
  for (const to of base.slice(1)) {
    const opening = from === 0 ? openingCuts(to, cutter) : [];
    result.push(...opening);
    pushSplit(result, opening.at(-1) ?? from, to, cutter);
    from = to;
  }
  return result;
};

/**
 * Up to two short segments at the start, each within a quarter of its target. Where the video
 * begins late the first one is longer by that, so that it shows a picture. None in a slide show.
 */
const openingCuts = (to: Ticks, cutter: Cutter): Ticks[] => {
  const { first, target, videoStart } = cutter;
  const leeway = Math.floor(first / 4);
  const late = videoStart > 0 && 2 * (videoStart + first) <= 3 * target ? videoStart : 0;
  const cuts: Ticks[] = [];
  let last = 0;
  for (const length of [late + first, first]) {
    const ideal = last + length;
    if (ideal + leeway > to - SHORTEST_SEGMENT) {
      break;
    }
    const longest = last + Math.floor((3 * target) / 2);
    const [low, high] = [ideal - leeway, Math.min(ideal + leeway, longest)];
    const known = nearest(cutter.keys, ideal, low, high);
    const cut = known ?? (cutter.frames ? nearest(cutter.frames, ideal, low, high) : ideal);
    if (cut === null) {
      break;
    }
    cuts.push(cut);
    last = cut;
  }
  return cuts;
};

/**
 * Splits [from, to) while it is longer than 1.5 × the target, in round(length / target) near-equal
 * parts; what a cut moves, the rest shares. `ideal` stays at least half a second from both ends and
 * the rest is never longer than the parts before, so no piece leaves [½ s, 1.5 × target].
 */
const pushSplit = (result: Ticks[], from: Ticks, to: Ticks, cutter: Cutter): void => {
  const { target } = cutter;
  let last = from;
  while (2 * (to - last) > 3 * target) {
    const parts = Math.round((to - last) / target);
    const ideal = last + (cutter.uniform ? target : Math.round((to - last) / parts));
    last = cutNear(ideal, last, to, cutter);
    result.push(last);
  }
  result.push(to);
};

/**
 * On a key frame within a quarter of the target (no pre-roll there), else on the nearest frame, or,
 * in a true gap, half a second or more from each; that stretch holds the last picture.
 */
const cutNear = (ideal: Ticks, last: Ticks, to: Ticks, cutter: Cutter): Ticks => {
  const leeway = Math.floor(cutter.target / 4);
  const low = last + SHORTEST_SEGMENT;
  const high = Math.min(last + Math.floor((3 * cutter.target) / 2), to - SHORTEST_SEGMENT);
  const keyLow = Math.max(low, ideal - leeway);
  const key = nearest(cutter.keys, ideal, keyLow, Math.min(high, ideal + leeway));
  return key ?? (cutter.frames && nearest(cutter.frames, ideal, low, high)) ?? ideal;
};

/** The time nearest to `ideal` within [low, high], the earlier of two; null when there is none. */
const nearest = (times: Times, ideal: Ticks, low: Ticks, high: Ticks): Ticks | null => {
  const around = times(ideal);
  const below = around.below !== null && around.below >= low ? around.below : null;
  const above = around.above !== null && around.above <= high ? around.above : null;
  if (below === null || above === null) {
    return below ?? above;
  }
  return ideal - below <= above - ideal ? below : above;
};

const frameTimes = ({ frames, frameRate, constantRate, videoStart }: GridInput): Times | null => {
  if (frames.length > 0) {
    return listed(rising(frames));
  }
  const { num, den } = frameRate;
  const known = Number.isSafeInteger(num) && Number.isSafeInteger(den) && num > 0 && den > 0;
  return constantRate && known ? regular(frameRate, videoStart) : null;
};

const listed =
  (times: ArrayLike<Ticks>): Times =>
  (ideal) => {
    const index = lowerBound(times, ideal);
    return { below: times[index - 1] ?? null, above: times[index] ?? null };
  };

/** Frame n at start + n × 90000 × den / num, to the nearest tick: exact, so without drift. */
const regular = ({ num, den }: Rational, start: Ticks): Times => {
  const rate = BigInt(num);
  const step = BigInt(TICKS_PER_SECOND) * BigInt(den);
  const timeOf = (n: bigint): Ticks => start + Number((2n * n * step + rate) / (2n * rate));
  return (ideal) => {
    let n = ideal > start ? (BigInt(ideal - start) * rate) / step : 0n;
    if (timeOf(n) < ideal) {
      n += 1n;
    }
    return { below: n > 0n ? timeOf(n - 1n) : null, above: timeOf(n) };
  };
};

/** The times as they are when they rise, else a sorted copy: damaged tables are not trusted. */
const rising = (times: ArrayLike<Ticks>): ArrayLike<Ticks> => {
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < times.length; i++) {
    const time = times[i] ?? last;
    if (time < last) {
      return Float64Array.from(times).sort();
    }
    last = time;
  }
  return times;
};
