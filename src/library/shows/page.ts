/** Long lists a page at a time. */
import type { Order } from './orders.ts';
import type { Keyed } from './sorted.ts';
import type { Show } from './types.ts';

export interface PageQuery {
  readonly kind?: Show['kind'] | undefined;
  readonly sort?: Order | undefined;
  /** All, where none is named. */
  readonly limit?: number | undefined;
  /** From the page before, in the same order. */
  readonly cursor?: string | undefined;
  /** So many further on. */
  readonly offset?: number | undefined;
  /** Those alone that it takes. */
  readonly only?: ((show: Show) => boolean) | undefined;
}

export interface Page {
  readonly shows: readonly Show[];
  /** For the next page; null at the end. */
  readonly cursor: string | null;
  /** Of all pages. */
  readonly total: number;
}

/**
 * A cursor names the place of the last show by its title and not by a number, so that shows that
 * come and go meanwhile make none appear twice or be passed over. `sorted`: in the query's order.
 */
export const pageOf = (sorted: readonly Keyed[], query: PageQuery): Page => {
  const { kind, only, limit, cursor, offset = 0 } = query;
  const ofKind = kind === undefined ? sorted : ofKinds(sorted)[kind];
  const wanted = only === undefined ? ofKind : ofKind.filter(({ show }) => only(show));
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const start = firstAfter(wanted, after) + offset;
  const end = limit === undefined ? wanted.length : start + limit;
  const page = wanted.slice(start, end);
  const last = end < wanted.length ? page.at(-1) : undefined;
  return {
    shows: page.map(({ show }) => show),
    cursor: last === undefined ? null : Buffer.from(last.key).toString('base64url'),
    total: wanted.length,
  };
};

type OfKinds = Readonly<Record<Show['kind'], readonly Keyed[]>>;

const made = new WeakMap<readonly Keyed[], OfKinds>();

/** Kept for as long as the list is: a page of tens of thousands is asked for again and again. */
const ofKinds = (sorted: readonly Keyed[]): OfKinds => {
  const ofKind = (kind: Show['kind']) => sorted.filter(({ show }) => show.kind === kind);
  const known = made.get(sorted) ?? { movie: ofKind('movie'), series: ofKind('series') };
  made.set(sorted, known);
  return known;
};

/** The index of the first key that is greater; the length where there is none. */
const firstAfter = (sorted: readonly Keyed[], after: string): number => {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle]?.key ?? '') > after) high = middle;
    else low = middle + 1;
  }
  return low;
};
