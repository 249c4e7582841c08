/** Which segments stand for all of a long title. */
import { lowerBound } from '../core/lower-bound.ts';
import type { Ticks } from '../core/ticks.ts';

/** Segments [from, to): in a row, so that what they show is read from the source at once. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Between the ends segments are taken in twos: a seam is within. */
const NEIGHBOURS = 2;

/**
 * All of what is no longer than `most`; else a third of that at the beginning, a third in pairs
 * spread over what lies between, a third at the end, and never less than one segment, one pair and
 * one segment.
 */
export const sampledRuns = (boundaries: readonly Ticks[], most: Ticks): Run[] => {
  const count = boundaries.length - 1;
  const end = boundaries[count] ?? 0;
  if (end <= most || count <= 1) return [{ from: 0, to: count }];
  const third = most / 3;
  const first = { from: 0, to: Math.max(1, lowerBound(boundaries, third + 1) - 1) };
  const last = { from: Math.min(count - 1, lowerBound(boundaries, end - third)), to: count };
  const pairs = Math.max(1, Math.floor((third * count) / (end * NEIGHBOURS)));
  const room = last.from - first.to;
  const between = Array.from({ length: pairs }, (_, at): Run => {
    const middle = first.to + (room * (at + 1)) / (pairs + 1);
    const from = Math.max(first.to, Math.floor(middle) - 1);
    return { from, to: Math.min(from + NEIGHBOURS, last.from) };
  });
  return joined([first, ...between, last]);
};

/** Runs in order; those that touch become one. */
const joined = (runs: readonly Run[]): Run[] => {
  const all: Run[] = [];
  for (const run of runs.filter(({ from, to }) => from < to)) {
    const before = all.at(-1);
    if (before !== undefined && before.to >= run.from) {
      all[all.length - 1] = { from: before.from, to: Math.max(before.to, run.to) };
    } else {
      all.push(run);
    }
  }
  return all;
};
