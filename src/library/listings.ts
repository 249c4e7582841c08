/** What each folder held when it was looked at last: only what has changed is looked at again. */
import { dirname } from 'node:path';
import type { Listing } from '../engine/files/listing.ts';
import { type Place, placeKey } from './identify.ts';

/** The folder in which a file or a folder lies; '' is the root itself. */
export const folderOf = (path: string): string => {
  const folder = dirname(path);
  return folder === '.' ? '' : folder;
};

/** Folders in which something has changed. */
export class Touched {
  readonly #keys = new Set<string>();

  add(place: Place): void {
    this.#keys.add(placeKey(place));
  }

  /** The folder in which a file lies. */
  addFolderOf({ root, path }: Place): void {
    this.add({ root, path: folderOf(path) });
  }

  has(place: Place): boolean {
    return this.#keys.has(placeKey(place));
  }
}

export interface Listed extends Listing {
  /** When somebody began to look. */
  readonly listedMs: number;
}

type OfRoot = ReadonlyMap<string, Listed>;

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
    return listing !== undefined && isBare(listing);
  }

  /** When the folder of a file was looked at; 0 where it was not. */
  listedMs({ root, path }: Place): number {
    return this.of(root).get(folderOf(path))?.listedMs ?? 0;
  }

  keep(root: string, listings: OfRoot): void {
    this.#roots.set(root, listings);
  }

  forget(root: string): void {
    this.#roots.delete(root);
  }
}

/** Nothing at all lies in it. */
export const isBare = (listing: Listing): boolean => {
  const { folders, files, nfos, pictures, subtitles, unread, hasOthers } = listing;
  const lists = [folders, files, nfos, pictures, subtitles, unread];
  return !hasOthers && lists.every((it) => it.length === 0);
};
