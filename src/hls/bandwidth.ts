/** Bit rates for the master playlist: bounds that hold for every segment. */
import type { PictureRecipe } from '../core/recipes.ts';
import { TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import type { CopyCuts } from './copy.ts';
import { FRAME_RATE_CAP } from './ladder.ts';
import { targetDuration } from './media-playlist.ts';

/** A length and how many GOPs, so encoders, it is made of at most. */
export interface Stretch {
  readonly ticks: Ticks;
  readonly gops: number;
}

/**
 * The segment with the most GOPs a second: where BANDWIDTH is decided. That is not always the
 * shortest: 1.5 s in two GOPs outweigh 0.9 s in one.
 */
export const densest = (boundaries: readonly Ticks[]): Stretch => {
  let found = { ticks: TICKS_PER_SECOND, gops: 0 };
  for (const stretch of stretches(boundaries)) {
    if (stretch.gops * found.ticks > found.gops * stretch.ticks) {
      found = stretch;
    }
  }
  return found;
};

/** All segments as one: where AVERAGE-BANDWIDTH is decided. */
export const whole = (boundaries: readonly Ticks[]): Stretch => {
  const sum = { ticks: 0, gops: 0 };
  for (const { ticks, gops } of stretches(boundaries)) {
    sum.ticks += ticks;
    sum.gops += gops;
  }
  return sum;
};

/** The engine begins a GOP about every second (kGopTicks of native/engine/video_track.cc). */
const stretches = (boundaries: readonly Ticks[]): Stretch[] =>
  boundaries.slice(1).map((end, index) => {
    const ticks = end - (boundaries[index] ?? 0);
    return { ticks, gops: Math.max(1, Math.floor(ticks / TICKS_PER_SECOND + 0.5)) };
  });

/** Bits that the containers add, at most: per segment, per picture and per second of audio. */
const OVERHEAD = {
  // 4 PIDs, each padded by up to 16 packets; header, clock and stuffing: up to 1.2 packets a PES.
  ts: { segment: 64 * 188 * 8, picture: 1.2 * 188 * 8, audioSecond: 48 * 1.2 * 188 * 8 },
  // styp and moof of two tracks; 16 bytes of trun a sample.
  fmp4: { segment: 2 * 256 * 8, picture: 16 * 8, audioSecond: 48 * 16 * 8 },
} as const;

/** Of captions within the pictures: 9,600 bits a second, and what they are wrapped in for each. */
export const CAPTIONS_RATE = 30_000;

/**
 * BANDWIDTH of a rung in bits a second: an upper bound for every segment, so (a mean lies between
 * its terms) for every run of segments too, which is what RFC 8216 4.3.4.2 asks about.
 *
 * VBV is a bucket that fills at R = maxRate. It holds F = bufferFill bits when a GOP's encoder
 * starts, and a picture can only take what is in it. So a GOP of g seconds takes at most F + R·g
 * bits, and a segment of d seconds made of n GOPs at most n·F + R·d: a rate of R + F·n/d. 5 % on
 * top covers packet headers (4 of 188 bytes), parameter sets and the slack of x264's rate control.
 * The rest of the container's part is added as such.
 *
 * It grows with n/d: hand in the segment where that is largest (`densest`). It holds for variable
 * rates if the encoder counts true frame durations.
 *
 * @param audioBitRate of the audio that is played with it, muxed or not; 0 for none
 */
export const bandwidth = (
  recipe: Pick<PictureRecipe, 'maxRate' | 'bufferFill'>,
  { ticks, gops }: Stretch,
  audioBitRate: number,
  container: keyof typeof OVERHEAD,
): number => {
  const added = OVERHEAD[container];
  const perSecond = (bits: number): number => (bits * TICKS_PER_SECOND) / ticks;
  const video = 1.05 * (recipe.maxRate + perSecond(gops * recipe.bufferFill));
  const audio = audioBitRate > 0 ? 1.05 * audioBitRate + added.audioSecond : 0;
  const pictures = FRAME_RATE_CAP * added.picture;
  return Math.ceil(video + audio + pictures + perSecond(added.segment));
};

/**
 * BANDWIDTH and AVERAGE-BANDWIDTH of single pictures, one a segment: each takes at most what its
 * encoder's buffer holds when it starts.
 */
export const iframeBandwidth = (
  { bufferFill }: Pick<PictureRecipe, 'bufferFill'>,
  boundaries: readonly Ticks[],
  container: keyof typeof OVERHEAD,
): { readonly peak: number; readonly average: number } => {
  const added = OVERHEAD[container];
  const bits = Math.ceil(1.05 * bufferFill + added.segment + added.picture);
  const pictures = boundaries.slice(1).map(() => bits);
  const target = targetDuration([boundaries]) * TICKS_PER_SECOND;
  const average = (pictures.length * bits * TICKS_PER_SECOND) / (boundaries.at(-1) ?? 1);
  const peak = Math.max(peakRate(boundaries, pictures, target) ?? 0, average);
  return { peak: Math.ceil(peak), average: Math.ceil(average) };
};

/** How copied pictures are sent, besides their own bytes. */
export interface Copied {
  readonly cuts: CopyCuts;
  /** Pictures a second. */
  readonly pictureRate: number;
}

/**
 * BANDWIDTH and AVERAGE-BANDWIDTH of a copy. The first is the largest rate of any run of segments
 * that lasts from half to one and a half target durations (RFC 8216 4.3.4.2), of those that its own
 * segments would have; where there is none, the video is that short as a whole.
 *
 * @param audioBitRate of the sound that is played with it, at most; 0 for none
 */
export const copiedBandwidth = (
  { cuts, pictureRate }: Copied,
  audioBitRate: number,
  container: keyof typeof OVERHEAD,
): { readonly peak: number; readonly average: number } => {
  const added = OVERHEAD[container];
  // The headers of transport packets, and start codes where shorter lengths were.
  const expansion = container === 'ts' ? 1.025 : 1.002;
  const audio = audioBitRate > 0 ? audioBitRate + added.audioSecond : 0;
  const always = audio + pictureRate * added.picture;
  const bits = cuts.bytes.map((size) => size * 8 * expansion + added.segment);
  const all = bits.reduce((sum, size) => sum + size, 0);
  const average = (all * TICKS_PER_SECOND) / (cuts.boundaries.at(-1) ?? 1);
  const runs = peakRate(
    cuts.boundaries,
    bits,
    targetDuration([cuts.boundaries]) * TICKS_PER_SECOND,
  );
  const peak = Math.max(runs ?? 0, average);
  return { peak: Math.ceil(peak + always), average: Math.ceil(average + always) };
};

const peakRate = (
  boundaries: readonly Ticks[],
  bits: readonly number[],
  target: Ticks,
): number | null => {
  let peak: number | null = null;
  for (const [first, start] of boundaries.entries()) {
    let sum = 0;
    for (let next = first; next < bits.length; next++) {
      const ticks = (boundaries[next + 1] ?? start) - start;
      if (2 * ticks > 3 * target) break;
      sum += bits[next] ?? 0;
      if (2 * ticks >= target) peak = Math.max(peak ?? 0, (sum * TICKS_PER_SECOND) / ticks);
    }
  }
  return peak;
};

/** BANDWIDTH of sound alone, in bits a second. */
export const audioBandwidth = (
  audioBitRate: number,
  { ticks }: Stretch,
  container: keyof typeof OVERHEAD,
): number => {
  const { segment, audioSecond } = OVERHEAD[container];
  return Math.ceil(1.05 * audioBitRate + audioSecond + (segment * TICKS_PER_SECOND) / ticks);
};
