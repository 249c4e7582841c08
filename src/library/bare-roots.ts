/** Folders in which nothing lies: a disk or a share may be mounted there later, unannounced. */
import type { MediaFiles } from '../engine/types.ts';
import { isBare, type Listings } from './listings.ts';
import { SUFFIXES } from './media-files.ts';
import type { Root } from './roots.ts';

export interface BareLook {
  readonly roots: Iterable<Root>;
  /** What the last look has found. */
  readonly listings: Listings;
  readonly files: Pick<MediaFiles, 'list'>;
  readonly signal: AbortSignal;
}

/** Labels of those in which something lies now. */
export const filledSince = async (look: BareLook): Promise<string[]> => {
  const { roots, listings, files, signal } = look;
  const bare = [...roots].filter(({ label }) => listings.isEmpty(label));
  const found = await Promise.all(
    bare.map(async ({ label, path }) => {
      const listing = await files
        .list({ root: path, path: '' }, SUFFIXES, signal)
        .catch(() => null);
      return listing === null || isBare(listing) ? [] : [label];
    }),
  );
  return found.flat();
};
