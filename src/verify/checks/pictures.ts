/** Contract 2: frame k shows frame k of the source. */
import { lowerBound } from '../../core/lower-bound.ts';
import type { Ticks } from '../../core/ticks.ts';
import { type Difference, difference, type Grey, greyOf } from '../grey.ts';
import type { Reference } from '../reference.ts';
import { type Spot, type Subject, seconds } from '../subject.ts';

/** Made frames: times and grey pictures, in order. */
export interface Shown {
  readonly times: ArrayLike<Ticks>;
  readonly pictures: Uint8Array;
  /** So many of the first ones are repeated. */
  readonly held: number;
}

/** Sums of differences to the source's frame of the same time and to its neighbours. */
export interface PictureSums {
  frames: number;
  /** As they are. */
  plain: number;
  readonly same: Difference;
  readonly before: Difference;
  readonly after: Difference;
}

const nothing = (): Difference => ({ shape: 0, level: 0 });

export const noSums = (): PictureSums => ({
  frames: 0,
  plain: 0,
  same: nothing(),
  before: nothing(),
  after: nothing(),
});

/** Times are equal to the tick: both come from the same stamps, whatever those are rounded to. */
export const TIME_TOLERANCE: Ticks = 1;

/** Mean absolute luma difference. */
const MOST_DIFFERENCE = 6;
/** A frame is another one when a neighbour is closer by this factor and by this much. */
const CLOSER = { factor: 2, by: 0.5 } as const;
/** Of means: an encoder leaves still pictures as the one before was, which favours a neighbour. */
const NOISE = 0.02;

/**
 * @param finely what is shown when the segment is made with hardly any loss; null: it cannot be.
 *   What a small picture loses may be more than what moves: then a neighbour is nearer by chance.
 */
export const checkPictures = async (
  subject: Subject,
  spot: Spot,
  shown: Shown,
  reference: Reference,
  total: PictureSums,
  finely: () => Promise<Shown | null>,
): Promise<void> => {
  const fail = (text: string): void => subject.findings.fail('pictures', spot, text);
  let sums = compareAll(shown, reference, fail);
  if (isShifted(sums, 'shape') || isShifted(sums, 'level')) {
    const finer = await finely();
    if (finer !== null) sums = { ...compareAll(finer, reference, fail), plain: sums.plain };
  }
  if (sums.frames > 0) {
    judge(sums, 'shape', fail);
  }
  add(total, sums);
};

const compareAll = (
  shown: Shown,
  reference: Reference,
  fail: (text: string) => void,
): PictureSums => {
  const sums = noSums();
  const { pictureSize } = reference;
  for (let i = 0; i < shown.times.length; i++) {
    const time = shown.times[i] ?? 0;
    const held = i < shown.held;
    const frame = held ? onScreen(reference, time) : frameAt(reference, time);
    if (frame < 0) {
      continue; // that it is not there is a finding of its own
    }
    const picture = shown.pictures.subarray(i * pictureSize, (i + 1) * pictureSize);
    const found = compare(greyOf(picture), reference, frame);
    add(sums, found);
    const [same, before, after] = [found.same.shape, found.before.shape, found.after.shape];
    const neighbour = Math.min(before, after);
    if (!held && same > neighbour * CLOSER.factor && same - neighbour > CLOSER.by) {
      const which = before < after ? 'before' : 'after';
      fail(`at ${seconds(time)} the picture is the one ${which} (${numbers(found, 'shape')})`);
    }
  }
  return sums;
};

/** Over all frames of the rendition: no shift may be closer than none. */
export const checkPictureSums = (subject: Subject, rendition: string, sums: PictureSums): void => {
  const { findings, figures } = subject;
  const whole = { rendition, segment: null };
  judge(sums, 'level', (text) => findings.fail('pictures', whole, text));
  const mean = sums.plain / Math.max(1, sums.frames);
  figures.pictureDifference = Math.max(figures.pictureDifference, mean);
};

const isShifted = ({ frames, same, before, after }: PictureSums, by: keyof Difference): boolean =>
  same[by] > Math.min(before[by], after[by]) + NOISE * frames;

const judge = (sums: PictureSums, by: keyof Difference, fail: (text: string) => void): void => {
  const { frames, plain } = sums;
  if (isShifted(sums, by)) {
    fail(`the pictures are those of neighbouring frames (${numbers(sums, by)})`);
  }
  const mean = plain / frames;
  if (mean > MOST_DIFFERENCE) {
    fail(`mean luma difference ${mean.toFixed(2)}, at most ${MOST_DIFFERENCE} is allowed`);
  }
};

const numbers = (sums: PictureSums, by: keyof Difference): string => {
  const mean = (side: Difference): string => (side[by] / Math.max(1, sums.frames)).toFixed(2);
  const { same, before, after } = sums;
  return `difference ${mean(same)}, to the one before ${mean(before)}, after ${mean(after)}`;
};

/** The frame of this time; −1: none. */
const frameAt = ({ times }: Reference, time: Ticks): number => {
  const index = lowerBound(times, time - TIME_TOLERANCE);
  return Math.abs((times[index] ?? Number.NaN) - time) <= TIME_TOLERANCE ? index : -1;
};

/** The last frame before, which is shown again; −1 when it is not within reach. */
const onScreen = ({ times }: Reference, time: Ticks): number => lowerBound(times, time) - 1;

const compare = (picture: Grey, reference: Reference, frame: number): PictureSums => {
  const { pictures, pictureSize, times } = reference;
  const to = (index: number): Difference & { plain: number } =>
    difference(picture, greyOf(pictures.subarray(index * pictureSize, (index + 1) * pictureSize)));
  const same = to(frame);
  // A missing neighbour says nothing.
  const before = frame === 0 ? same : to(frame - 1);
  const after = frame + 1 >= times.length ? same : to(frame + 1);
  return { frames: 1, plain: same.plain, same, before, after };
};

const add = (sums: PictureSums, more: PictureSums): void => {
  sums.frames += more.frames;
  sums.plain += more.plain;
  for (const side of ['same', 'before', 'after'] as const) {
    sums[side].shape += more[side].shape;
    sums[side].level += more[side].level;
  }
};
