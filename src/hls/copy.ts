/** Where a copied rendition is cut, or why there is none: pure arithmetic on what was looked at. */
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';

/** What is known of cuts; the engine's CutFacts fits. */
export interface CutLooks {
  readonly refusal: string | null;
  readonly kinds: ArrayLike<number>;
  readonly sizes: ArrayLike<number>;
}

/** A copied rendition: segment i is [boundaries[i], boundaries[i + 1]) and has bytes[i] bytes. */
export interface CopyCuts {
  readonly boundaries: readonly Ticks[];
  /** Which of the cuts each segment begins at. */
  readonly from: readonly number[];
  /** Of the pictures' packets, at most. */
  readonly bytes: readonly number[];
  /** No segment needs the one before it. */
  readonly independent: boolean;
}

/** As the engine tells of a cut. */
const OPEN = 1;
const NOT_A_CUT = 2;

/** Players hold whole segments in memory, and wait for the whole of one. */
export const LONGEST_COPY: Ticks = 12 * TICKS_PER_SECOND;
const MIB = 1024 * 1024;
const LARGEST = 32 * MIB;

/**
 * The key frames to be looked at: the first one of the file, and those at the copy boundaries
 * behind it. Empty without an index.
 */
export const cutTimes = (copy: readonly Ticks[], keyframes: ArrayLike<Ticks>): Float64Array => {
  const first = keyframes[0];
  if (first === undefined || copy.length === 0) return new Float64Array();
  const inner = copy.slice(1, -1).filter((time) => time > first);
  return Float64Array.of(first, ...inner);
};

/**
 * The cuts that may be cut at; what lies between two of them is one segment. A text says in words
 * why the stream is not offered.
 */
export const copyCuts = (times: Float64Array, end: Ticks, looks: CutLooks): CopyCuts | string => {
  if (looks.refusal !== null) return looks.refusal;
  if (looks.kinds[0] === NOT_A_CUT) return 'it does not begin with a picture that stands alone';
  const boundaries: Ticks[] = [];
  const from: number[] = [];
  const bytes: number[] = [];
  let independent = true;
  for (const [at, time] of times.entries()) {
    const size = looks.sizes[at] ?? 0;
    const kind = looks.kinds[at] ?? NOT_A_CUT;
    if (kind === NOT_A_CUT) {
      bytes.push((bytes.pop() ?? 0) + size);
      continue;
    }
    // What lies before the first key frame belongs to the first segment.
    boundaries.push(at === 0 ? 0 : time);
    from.push(at);
    bytes.push(size);
    independent &&= kind !== OPEN || at === 0;
  }
  boundaries.push(end);
  return tooFarApart(boundaries, bytes) ?? { boundaries, from, bytes, independent };
};

/**
 * Of all key frames of a file those that are to be cut at, which are near `grid`: the others count
 * as none. The first one stays.
 */
export const chosenCuts = (
  times: Float64Array,
  looks: CutLooks,
  grid: readonly Ticks[],
): CutLooks => {
  const chosen = new Set(grid);
  const kinds = Array.from(looks.kinds, (kind, at) =>
    at === 0 || chosen.has(times[at] ?? -1) ? kind : NOT_A_CUT,
  );
  return { ...looks, kinds };
};

/** The times that may be cut at. */
export const usableTimes = (times: Float64Array, { kinds }: CutLooks): Float64Array =>
  times.filter((_, at) => kinds[at] !== NOT_A_CUT);

const tooFarApart = (boundaries: readonly Ticks[], bytes: readonly number[]): string | null => {
  const lengths = boundaries.slice(1).map((to, at) => to - (boundaries[at] ?? 0));
  const longest = Math.max(...lengths);
  if (longest > LONGEST_COPY) {
    const seconds = (longest / TICKS_PER_SECOND).toFixed(1);
    return `there are ${seconds} s without a picture to cut at; 12 s are the most`;
  }
  const largest = Math.max(...bytes);
  if (largest > LARGEST) {
    return `there are ${Math.round(largest / MIB)} MB without a picture to cut at; 32 are the most`;
  }
  return null;
};
