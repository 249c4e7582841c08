/** Many in order; titles in the one in which people look for them. */
import { sortedInSteps } from '../../core/sorted-in-steps.ts';
import { withoutAccents } from '../naming/text.ts';
import type { Show } from './types.ts';

/** Shows between two chances to do something else. */
const STEP = 1000;

/** A show, and where it stands. */
export interface Keyed {
  readonly key: string;
  readonly show: Show;
}

export function* sortedByTitle(shows: readonly Show[]): Generator<void, Keyed[]> {
  const keyed: Keyed[] = [];
  for (const show of shows) {
    keyed.push({ key: keyOf(show), show });
    if (keyed.length % STEP === 0) yield;
  }
  return yield* sortedInSteps(keyed, byKey);
}

export const byKey = (a: Keyed, b: Keyed): number => (a.key < b.key ? -1 : Number(a.key > b.key));

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
