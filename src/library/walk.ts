/** The media files below one root, with as few looks at folders as the changes ask for. */
import { join } from 'node:path';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { nowAndThen } from '../core/now-and-then.ts';
import type { Listing } from '../engine/files/listing.ts';
import type { MediaFiles } from '../engine/types.ts';
import type { FoundFile, Place } from './identify.ts';
import type { Listed, Listings, Touched } from './listings.ts';
import { mediaFilesBelow, SUFFIXES } from './media-files.ts';
import type { Root } from './roots.ts';
import type { Unread } from './unread.ts';

/** A file as the file system tells of it. */
export type Seen = Omit<FoundFile, 'sampledHash'>;

interface Way {
  readonly files: MediaFiles;
  readonly listings: Listings;
  readonly touched: Touched | null;
  readonly remote: Set<string>;
  readonly unread: Unread;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

/** Between two lines in the log. */
const TOLD_MS = 3000;

const NOTHING: Listing = {
  ...{ folders: [], files: [], nfos: [], pictures: [], subtitles: [], unread: [] },
  ...{ hasOthers: false, remote: false },
};

/** A share that is not mounted, or is not any more, is not an empty one. */
export const walk = async (root: Root, way: Way): Promise<Seen[]> => {
  const { files, listings, touched, remote, unread, log, signal, nowMs } = way;
  const before = listings.of(root.label);
  const now = new Map<string, Listed>();
  const isToTell = nowAndThen(TOLD_MS);
  let isTorn = false;
  const look = async (place: Place, isAgain: boolean): Promise<Listed> => {
    const isOld = touched === null || touched.has(place) || isAgain;
    const kept = isOld ? undefined : before.get(place.path);
    if (kept !== undefined) return kept;
    const listedMs = nowMs();
    const source = { root: root.path, path: place.path };
    return { ...(await files.list(source, SUFFIXES, signal)), listedMs };
  };
  const list = async (path: string, isAgain = false): Promise<Listing> => {
    const place: Place = { root: root.label, path };
    if (unread.has(place)) return NOTHING;
    try {
      const listing = await look(place, isAgain);
      now.set(path, listing);
      if (isToTell())
        log.info({ path: root.path, folders: now.size }, 'folders are looked through');
      if (listing.remote) remote.add(root.label);
      for (const name of listing.unread) unread.add({ ...place, path: join(path, name) });
      return listing;
    } catch (error) {
      if (path === '' || !isMissing(error)) unread.add(place, error);
      else isTorn = true;
      return NOTHING;
    }
  };
  const found = await mediaFilesBelow(list);
  // A folder may have gone alone, or with all the root, of which nothing is true then.
  const isGone = isTorn && (await list('', true)) === NOTHING;
  listings.keep(root.label, isGone ? new Map() : now);
  if (isGone) return [];
  return found.map((file) => ({ root: root.label, ...file }));
};

export const isMissing = (error: unknown): boolean =>
  error instanceof HaemaError && error.code === 'SOURCE_MISSING';
