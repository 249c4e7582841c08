/** Where the time of a segment went. */
import type { SegmentStats } from '../engine/types.ts';

/** For Server-Timing, and for metrics. */
export interface Step {
  readonly name: string;
  readonly ms: number;
}

/** The engine's work. */
export const stepsOf = (stats: SegmentStats): Step[] => {
  const { openUs: open, seekUs: seek, decodeUs: decode, encodeUs: encode } = stats;
  const steps = { open, seek, decode, encode, audio: stats.audioUs, mux: stats.muxUs };
  return Object.entries(steps).map(([name, us]) => ({ name, ms: us / 1000 }));
};
