/** Many in order; titles in the one in which people look for them. */
import { withoutAccents } from '../naming/text.ts';
import type { Show } from './types.ts';

/** Sorted at once between two chances to do something else. */
const RUN = 1000;

/** A show, and where it stands. */
export interface Keyed {
  readonly key: string;
  readonly show: Show;
}

export function* sortedByTitle(shows: readonly Show[]): Generator<void, Keyed[]> {
  const keyed: Keyed[] = [];
  for (const show of shows) {
    keyed.push({ key: keyOf(show), show });
    if (keyed.length % RUN === 0) yield;
  }
  return yield* sortedInSteps(keyed, byKey);
}

export const byKey = (a: Keyed, b: Keyed): number => (a.key < b.key ? -1 : Number(a.key > b.key));

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

/** Of titles: a key is in the address of the page that comes after it. */
const KEY_LENGTH = 300;

/** Numbers count as such, accents and case do not; the year and the id make it definite. */
const keyOf = ({ info: { sortTitle, year, id } }: Show): string => {
  const plain = withoutAccents(sortTitle)
    .toLowerCase()
    .replace(/\d+/g, (digits) => digits.padStart(8, '0'))
    .slice(0, KEY_LENGTH)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return [plain, year ?? '', id].join('\0');
};
