/** Sorting of much without keeping others waiting. */

/** Sorted at once between two chances to do something else. */
const RUN = 1000;

type Compare<T> = (a: T, b: T) => number;

/** A merge sort, because a sort of all at once keeps everyone waiting. */
export function* sortedInSteps<T>(all: readonly T[], compare: Compare<T>): Generator<void, T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < all.length; at += RUN) {
    runs.push(all.slice(at, at + RUN).sort(compare));
    yield;
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* mergedRuns(runs[at] ?? [], runs[at + 1] ?? [], compare));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

function* mergedRuns<T>(
  left: readonly T[],
  right: readonly T[],
  compare: Compare<T>,
): Generator<void, T[]> {
  const merged: T[] = [];
  let at = 0;
  for (const it of left) {
    for (let next = right[at]; next !== undefined && compare(next, it) < 0; next = right[at]) {
      merged.push(next);
      at++;
    }
    merged.push(it);
    if (merged.length % RUN === 0) yield;
  }
  return merged.concat(right.slice(at));
}
