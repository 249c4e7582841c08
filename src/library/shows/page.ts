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
}

export interface Page {
  readonly shows: readonly Show[];
  /** For the next page; null at the end. */
  readonly cursor: string | null;
}

/**
 * A cursor names the place of the last show by its title and not by a number, so that shows that
 * come and go meanwhile make none appear twice or be passed over. `sorted`: in the query's order.
 */
export const pageOf = (sorted: readonly Keyed[], { kind, limit, cursor }: PageQuery): Page => {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const start = firstAfter(sorted, after);
  const shows: Show[] = [];
  let last = '';
  for (let at = start; at < sorted.length; at++) {
    const { key, show } = sorted[at] ?? {};
    if (key === undefined || show === undefined) break;
    if (kind !== undefined && show.kind !== kind) continue;
    if (shows.length === limit) return { shows, cursor: Buffer.from(last).toString('base64url') };
    shows.push(show);
    last = key;
  }
  return { shows, cursor: null };
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
