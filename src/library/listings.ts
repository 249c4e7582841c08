/** What each folder held when it was looked at last: only what has changed is looked at again. */
import { dirname } from 'node:path';
import type { Listing } from '../engine/types.ts';
import { type Place, placeKey } from './identify.ts';

/** Folders in which something has changed. */
export class Touched {
  readonly #keys = new Set<string>();

  add(place: Place): void {
    this.#keys.add(placeKey(place));
  }

  /** The folder in which a file lies. */
  addFolderOf({ root, path }: Place): void {
    const folder = dirname(path);
    this.add({ root, path: folder === '.' ? '' : folder });
  }

  has(place: Place): boolean {
    return this.#keys.has(placeKey(place));
  }
}

type OfRoot = ReadonlyMap<string, Listing>;

export class Listings {
  /** By label, then by path of the folder. */
  readonly #roots = new Map<string, OfRoot>();

  /** Empty for a root that could not be looked at. */
  of(root: string): OfRoot {
    return this.#roots.get(root) ?? new Map();
  }

  /** Whether a root was looked at, and nothing at all lies in it. */
  isEmpty(root: string): boolean {
    const listing = this.of(root).get('');
    if (listing === undefined) return false;
    const { folders, files, nfos, pictures, unread, hasOthers } = listing;
    return !hasOthers && [folders, files, nfos, pictures, unread].every((it) => it.length === 0);
  }

  keep(root: string, listings: OfRoot): void {
    this.#roots.set(root, listings);
  }

  forget(root: string): void {
    this.#roots.delete(root);
  }
}
