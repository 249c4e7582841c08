/** Whole numbers in [0, limit), the same sequence for the same seed (mulberry32). */
export const seeded = (seed: number): ((limit: number) => number) => {
  let state = seed >>> 0;
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit);
  };
};

/** A shuffled copy; the same order for the same seed. */
export const shuffled = <T>(values: readonly T[], seed: number): T[] => {
  const next = seeded(seed);
  return values
    .map((value) => ({ value, place: next(0x7fffffff) }))
    .sort((a, b) => a.place - b.place)
    .map(({ value }) => value);
};
