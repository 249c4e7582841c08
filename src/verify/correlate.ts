/** How far one signal lies behind another, and how alike they are. */
import { correlation } from './fft.ts';

export interface Lag {
  /** Samples by which `made` comes late; negative: early. */
  readonly samples: number;
  /** 1: the same but for its volume; 0: nothing in common. */
  readonly likeness: number;
}

/** Of a steady tone every period fits nearly as well: of such peaks the one nearest to 0 counts. */
const NEARLY = 0.01;

/**
 * @param made `reach` samples longer than `source` on both sides
 */
export const findLag = (made: Float32Array, source: Float32Array, reach: number): Lag => {
  const sums = correlation(made, source);
  const likeness = normalize(sums, made, source);
  let best = 0;
  for (const value of likeness) {
    best = Math.max(best, value);
  }
  let at = -1;
  for (let i = 0; i < likeness.length; i++) {
    if (isPeak(likeness, i) && (likeness[i] ?? 0) >= best - NEARLY) {
      if (at < 0 || Math.abs(i - reach) < Math.abs(at - reach)) {
        at = i;
      }
    }
  }
  return at < 0
    ? { samples: 0, likeness: 0 }
    : { samples: at - reach, likeness: likeness[at] ?? 0 };
};

const isPeak = (values: Float64Array, i: number): boolean => {
  const value = values[i] ?? 0;
  return value >= (values[i - 1] ?? -1) && value >= (values[i + 1] ?? -1);
};

/** Divides each sum by the energies of what it was taken over. */
const normalize = (sums: Float64Array, made: Float32Array, source: Float32Array): Float64Array => {
  const sourceEnergy = energy(source);
  let window = energy(made.subarray(0, source.length));
  return sums.map((sum, lag) => {
    const likeness = sum / (Math.sqrt(Math.max(1e-12, window) * sourceEnergy) + 1e-9);
    window += (made[lag + source.length] ?? 0) ** 2 - (made[lag] ?? 0) ** 2;
    return likeness;
  });
};

export const energy = (signal: Float32Array): number => {
  let sum = 0;
  for (const value of signal) {
    sum += value * value;
  }
  return sum;
};
