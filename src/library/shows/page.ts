/** Long lists a page at a time. */
import type { Keyed } from './sorted.ts';
import type { Show } from './types.ts';

export interface PageQuery {
  readonly kind?: Show['kind'] | undefined;
  /** All, where none is named. */
  readonly limit?: number | undefined;
  /** From the page before. */
  readonly cursor?: string | undefined;
}

export interface Page {
  readonly shows: readonly Show[];
  /** For the next page; null at the end. */
  readonly cursor: string | null;
}

/**
 * A cursor names the place of the last show by its title and not by a number, so that shows that
 * come and go meanwhile make none appear twice or be passed over.
 */
export const pageOf = (sorted: readonly Keyed[], { kind, limit, cursor }: PageQuery): Page => {
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const start = sorted.findIndex(({ key }) => key > after);
  const shows: Show[] = [];
  let last = '';
  for (let at = start; at !== -1 && at < sorted.length; at++) {
    const { key, show } = sorted[at] ?? {};
    if (key === undefined || show === undefined) break;
    if (kind !== undefined && show.kind !== kind) continue;
    if (shows.length === limit) return { shows, cursor: Buffer.from(last).toString('base64url') };
    shows.push(show);
    last = key;
  }
  return { shows, cursor: null };
};
