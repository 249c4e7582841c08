/** Shows in other orders than by title: made when somebody asks, kept while shows are the same. */
import { inSlices } from '../../core/slices.ts';
import { sortedInSteps } from '../../core/sorted-in-steps.ts';
import { byKey, type Keyed } from './sorted.ts';
import type { Show } from './types.ts';

/** By title, or what came last, or is of late, first. */
export type Order = 'title' | 'added' | 'year';

const made = new WeakMap<readonly Keyed[], Map<Order, Promise<readonly Keyed[]>>>();

export const inOrder = (
  byTitle: readonly Keyed[],
  order: Order,
): readonly Keyed[] | Promise<readonly Keyed[]> => {
  if (order === 'title') return byTitle;
  const orders = made.get(byTitle) ?? new Map<Order, Promise<readonly Keyed[]>>();
  made.set(byTitle, orders);
  const known = orders.get(order) ?? inSlices(ordered(byTitle, KEYS[order]));
  orders.set(order, known);
  return known;
};

/** Shows between two chances to do something else. */
const STEP = 1000;

function* ordered(
  byTitle: readonly Keyed[],
  keyOf: (show: Show) => string,
): Generator<void, Keyed[]> {
  const keyed: Keyed[] = [];
  for (const { key, show } of byTitle) {
    keyed.push({ key: [keyOf(show), key].join('\0'), show });
    if (keyed.length % STEP === 0) yield;
  }
  return yield* sortedInSteps(keyed, byKey);
}

/** Text that is the less the greater the number. */
const descending = (number: number, most: number): string =>
  String(most - number).padStart(String(most).length, '0');

const KEYS: Readonly<Record<Exclude<Order, 'title'>, (show: Show) => string>> = {
  added: ({ info }) => descending(info.addedUs, Number.MAX_SAFE_INTEGER),
  year: ({ info }) => descending(info.year ?? 0, 9999),
};
