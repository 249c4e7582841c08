/** Titles in the order in which people look for them. */
import type { Show } from './types.ts';

/** Sorted at once between two chances to do something else. */
const RUN = 1000;

/** A show, and where it stands. */
export interface Keyed {
  readonly key: string;
  readonly show: Show;
}

/** A merge sort, because a sort of all at once keeps everyone waiting. */
export function* sortedByTitle(shows: readonly Show[]): Generator<void, Keyed[]> {
  let runs: Keyed[][] = [];
  for (let at = 0; at < shows.length; at += RUN) {
    const run = shows.slice(at, at + RUN).map((show) => ({ key: keyOf(show), show }));
    runs.push(run.sort(byKey));
    yield;
  }
  while (runs.length > 1) {
    const merged: Keyed[][] = [];
    for (let at = 0; at < runs.length; at += 2) {
      merged.push(yield* mergedRuns(runs[at] ?? [], runs[at + 1] ?? []));
    }
    runs = merged;
  }
  return runs[0] ?? [];
}

const byKey = (a: Keyed, b: Keyed): number => (a.key < b.key ? -1 : Number(a.key > b.key));

function* mergedRuns(left: readonly Keyed[], right: readonly Keyed[]): Generator<void, Keyed[]> {
  const merged: Keyed[] = [];
  let at = 0;
  for (const it of left) {
    for (let next = right[at]; next !== undefined && next.key < it.key; next = right[at]) {
      merged.push(next);
      at++;
    }
    merged.push(it);
    if (merged.length % RUN === 0) yield;
  }
  return merged.concat(right.slice(at));
}

/** Numbers count as such, accents and case do not; the year and the id make it definite. */
const keyOf = ({ info: { sortTitle, year, id } }: Show): string => {
  const plain = sortTitle
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(8, '0'))
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return [plain, year ?? '', id].join('\0');
};
