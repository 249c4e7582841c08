/** Which segments are verified, in which order. */
import { HaemaError } from '../core/errors.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import { AUDIO_RENDITION, renditionNames, segmentCount, type Title } from '../stream/title.ts';
import { seeded, shuffled } from './random.ts';
import { type Run, sampledRuns } from './sampling.ts';
import type { Spot } from './subject.ts';

export interface PlanOptions {
  readonly rendition?: string | undefined;
  readonly quick?: boolean | undefined;
  /** How much of longer titles; absent: all. */
  readonly sample?: Ticks | undefined;
}

export interface Plan {
  /** Every segment is in a run. */
  readonly whole: boolean;
  /** Shuffled. */
  readonly runs: readonly Run[];
  /** Those with pictures, largest first, and that of sound alone. */
  readonly renditions: readonly string[];
}

const SEED = 7;
const QUICK_SEGMENTS = 5;
/** The pictures and the sound of one run are held in memory: 60 MB at 60 pictures a second. */
const RUN_LENGTH: Ticks = 120 * TICKS_PER_SECOND;
/** Up to this length the source is read in one go, as plainly as can be. */
const ONE_RUN: Ticks = 300 * TICKS_PER_SECOND;

/** @throws BAD_REQUEST for a rendition that the title does not have. */
export const makePlan = (title: Title, options: PlanOptions): Plan => {
  const names = renditionNames(title);
  const wanted = options.rendition;
  if (wanted !== undefined && !names.includes(wanted)) {
    const known = names.join(', ');
    throw new HaemaError('BAD_REQUEST', `there is no rendition ${wanted}; there are ${known}`);
  }
  const pictures = names.filter((name) => name !== AUDIO_RENDITION);
  const runs = chosenRuns(title, options);
  return {
    whole: runs.reduce((sum, { from, to }) => sum + to - from, 0) === segmentCount(title),
    runs: shuffled(runs, SEED),
    renditions: [
      ...(wanted === undefined
        ? chosenPictures(pictures, options)
        : pictures.filter((name) => name === wanted)),
      ...names.filter((name) => name === AUDIO_RENDITION),
    ],
  };
};

/** Each segment of the run in each rendition, in sequence. */
export const spotsOf = (plan: Plan, run: Run): Spot[] =>
  plan.renditions.flatMap((rendition) => indexes(run).map((segment) => ({ rendition, segment })));

export const indexes = ({ from, to }: Run): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

/** Renditions differ in their size alone: of some segments the smallest one tells most. */
const chosenPictures = (names: readonly string[], { quick, sample }: PlanOptions) => {
  if (sample !== undefined) return names.slice(-1);
  return quick === true ? ends(names) : names;
};

const chosenRuns = (title: Title, { quick, sample }: PlanOptions): Run[] => {
  if (quick === true) return quickRuns(title);
  const isLong = sample !== undefined && title.probe.duration > sample;
  return isLong ? sampledRuns(title.grid.transcode, sample) : wholeRuns(title);
};

const ends = (names: readonly string[]): string[] => {
  const [top, smallest] = [names[0], names.at(-1)];
  return [...new Set([top, smallest])].filter((name) => name !== undefined);
};

/** The first and the last segment and some between, two of them neighbours: a seam is heard. */
const quickRuns = (title: Title): Run[] => {
  const count = segmentCount(title);
  const next = seeded(SEED);
  const chosen = new Set([0, count - 1]);
  while (chosen.size < Math.min(count, QUICK_SEGMENTS)) {
    const segment = next(count);
    chosen.add(segment);
    if (chosen.size === QUICK_SEGMENTS - 2 && segment + 1 < count) {
      chosen.add(segment + 1);
    }
  }
  const runs: Run[] = [];
  for (const segment of [...chosen].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last?.to === segment) {
      runs[runs.length - 1] = { from: last.from, to: segment + 1 };
    } else {
      runs.push({ from: segment, to: segment + 1 });
    }
  }
  return runs;
};

const wholeRuns = (title: Title): Run[] => {
  const { transcode } = title.grid;
  const count = segmentCount(title);
  const length = title.probe.duration <= ONE_RUN ? ONE_RUN : RUN_LENGTH;
  const runs: Run[] = [];
  for (let from = 0; from < count; ) {
    let to = from + 1;
    while (to < count && (transcode[to + 1] ?? 0) - (transcode[from] ?? 0) <= length) {
      to++;
    }
    runs.push({ from, to });
    from = to;
  }
  return runs;
};
