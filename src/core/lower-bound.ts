import type { Ticks } from './ticks.ts';

/** Index of the first time that is not before `time`; the length when there is none. */
export const lowerBound = (times: ArrayLike<Ticks>, time: Ticks): number => {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? 0) < time) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};
