/** What is made of raw timings. */

/** The middle value; the mean of the two middle ones of an even number. NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
};

export interface Ratio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
  /** One a round. */
  readonly values: readonly number[];
}

/**
 * Of values measured side by side: round by round, so that what slows both down cancels out. A
 * ratio of medians would compare a quiet round of one with a noisy one of the other.
 */
export const pairedRatio = (values: readonly number[], baseline: readonly number[]): Ratio => {
  if (values.length !== baseline.length) {
    throw new RangeError(`${values.length} values against ${baseline.length} are no pairs`);
  }
  const ratios = values.map((value, round) => value / (baseline[round] ?? Number.NaN));
  return {
    median: median(ratios),
    least: Math.min(...ratios),
    most: Math.max(...ratios),
    values: ratios,
  };
};

/** The value below which this part of them lies; NaN of none. */
export const quantile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? Number.NaN;
