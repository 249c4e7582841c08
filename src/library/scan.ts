/** Looks through the roots and tells the catalog what is there. */
import { setImmediate as turn } from 'node:timers/promises';
import { inLanes } from '../core/lanes.ts';
import type { Log } from '../core/log.ts';
import { nowAndThen } from '../core/now-and-then.ts';
import { inSlices } from '../core/slices.ts';
import type { MediaFiles } from '../engine/types.ts';
import type { FileCatalog, VideoRow } from './files.ts';
import { type FoundFile, type Place, placeKey } from './identify.ts';
import type { Listings, Touched } from './listings.ts';
import type { QuietLook } from './quiet.ts';
import type { Root } from './roots.ts';
import { Unread } from './unread.ts';
import { isMissing, type Seen, walk } from './walk.ts';

/** What is new in other roots does not wait longer for one that may be dead. */
const LATE_MS = 2000;

/** Between two lines in the log. */
const TOLD_MS = 3000;

/** Registered at a time, so that a large library shows from its first minute on. */
const BATCH = 128;

/** Reads few at a time: whoever watches needs the disk, and the threads that files are read by. */
const HASHED_AT_ONCE = 2;

export interface ScanOptions {
  readonly roots: readonly Root[];
  readonly catalog: FileCatalog;
  readonly files: MediaFiles;
  /** Takes the labels of roots that are shares in the network. */
  readonly remote: Set<string>;
  /** What the look before has found; takes what this one finds. */
  readonly listings: Listings;
  /** Folders to look at, besides those that were not seen yet; null: all. */
  readonly touched: Touched | null;
  /** Leaves files alone that are still being written. */
  readonly quiet: QuietLook;
  /** Roots that people were told of because they cannot be read. */
  readonly warned: Set<string>;
  readonly log: Log;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
}

export interface ScanOutcome {
  /** Labels of roots whose files are away: not mounted, failing, or empty all of a sudden. */
  readonly away: ReadonlySet<string>;
  /** Of those the ones that do not even answer. */
  readonly silent: ReadonlySet<string>;
  /** Files that are left alone for now. */
  readonly waiting: readonly Place[];
}

/** What a look through the folders leaves to be done. */
export interface LookOutcome extends Pick<ScanOutcome, 'away' | 'waiting'> {
  /** When to look at the files that wait; null where none does. */
  readonly againMs: number | null;
  /** How long it took. */
  readonly ms: number;
}

interface Look extends ScanOptions {
  readonly unread: Unread;
  readonly waiting: Map<string, Place>;
  /** Labels of roots that are looked at for the first time, or are back: all is taken as it is. */
  readonly fresh: ReadonlySet<string>;
}

/** Rejects only when the catalog fails. What cannot be read keeps what is known of it. */
export const scan = async (options: ScanOptions): Promise<ScanOutcome> => {
  const { roots, catalog, log, signal, warned } = options;
  const unread = new Unread(roots, log, warned);
  const isNew = ({ label }: Root): boolean => options.listings.of(label).size === 0;
  const fresh = new Set(roots.filter(isNew).map(({ label }) => label));
  const look: Look = { ...options, unread, waiting: new Map(), fresh };
  const found = new Map<string, readonly Seen[]>();
  const held = catalog.heldRoots();
  const walkOne = async (root: Root): Promise<void> => {
    const files = await walk(root, look);
    // Whoever has deleted all of it cannot be told from a disk that is gone.
    const isEmptied = held.has(root.label) && look.listings.isEmpty(root.label);
    if (isEmptied && !signal.aborted) {
      look.listings.forget(root.label);
      unread.addEmptied(root.label);
    }
    found.set(root.label, isEmptied ? [] : files);
  };
  const walked = Promise.all(roots.map(walkOne));
  await Promise.race([walked, late()]);
  if (found.size < roots.length) {
    await takeIn(new Map(found), look);
    await walked;
  }
  const isGone = await takeIn(found, look);
  if (!signal.aborted) await catalog.vacate(isGone);
  unread.tellOfReturned();
  return { away: unread.roots(), silent: unread.silent(), waiting: [...look.waiting.values()] };
};

const late = async (): Promise<void> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  setTimeout(resolve, LATE_MS).unref();
  await promise;
};

/** Takes in what is new in the roots, by label, that were looked through. @returns what is gone */
const takeIn = async (
  found: ReadonlyMap<string, readonly Seen[]>,
  look: Look,
): Promise<(place: Place) => boolean> => {
  const { catalog, log, signal, unread } = look;
  const files = await inSlices(byPlace(found));
  const known = new Map<string, VideoRow>();
  for await (const rows of catalog.presentInSteps()) {
    for (const video of rows) known.set(placeKey(video), video);
  }
  const isKept = (place: Place): boolean => unread.has(place) || !found.has(place.root);
  const isReady = readyFrom(look, known);
  const isGone = (place: Place): boolean => !files.has(placeKey(place)) && !isKept(place);
  const isElsewhere = elsewhereIn(files, known);
  // What lies at its place now may be another file, whose turn is in a later batch.
  const hasLeft = (place: Place): boolean => {
    const file = files.get(placeKey(place));
    if (file === undefined) {
      return isGone(place) || (unread.isEmptied(place.root) && isElsewhere(place));
    }
    const video = known.get(placeKey(place));
    if (!isReady(placeKey(place), file) && video?.inode === file.inode) return false;
    return !isSame(video, file) && !isKept(place);
  };
  const isClear = clearOf(look.roots, found, known);
  const isFresh = (key: string, file: Seen): boolean =>
    !isSame(known.get(key), file) && isClear(file) && isReady(key, file);
  const fresh = await inSlices(chosen(files, isFresh));
  const isToTell = nowAndThen(TOLD_MS);
  let taken = 0;
  for (const files of batches(fresh, known)) {
    if (signal.aborted) break;
    const batch = await hashed(files, look);
    if (signal.aborted) break;
    catalog.register(batch, hasLeft);
    taken += files.length;
    if (isToTell()) log.info({ files: taken, of: fresh.length }, 'new files are taken in');
    await turn();
  }
  return isGone;
};

/** Whether a file that is not what is known of its place is complete. */
const readyFrom = (
  { catalog, listings, quiet, waiting, fresh }: Look,
  known: ReadonlyMap<string, VideoRow>,
): ((key: string, file: Seen) => boolean) => {
  return (key, file) => {
    if (fresh.has(file.root) || isSame(known.get(key), file)) return true;
    // One that was only renamed is what it was.
    if (catalog.isElsewhere(file)) return true;
    if (quiet.isQuiet(key, file, listings.listedMs(file))) return true;
    waiting.set(key, file);
    return false;
  };
};

/** Files between two chances to do something else. */
const STEP = 200;

function* byPlace(found: ReadonlyMap<string, readonly Seen[]>): Generator<void, Map<string, Seen>> {
  const files = new Map<string, Seen>();
  for (const some of found.values()) {
    for (const file of some) {
      files.set(placeKey(file), file);
      if (files.size % STEP === 0) yield;
    }
  }
  return files;
}

function* chosen(
  files: ReadonlyMap<string, Seen>,
  isWanted: (key: string, file: Seen) => boolean,
): Generator<void, Seen[]> {
  const wanted: Seen[] = [];
  let count = 0;
  for (const [key, file] of files) {
    if (isWanted(key, file)) wanted.push(file);
    if (++count % STEP === 0) yield;
  }
  return wanted;
}

/**
 * Files at new places first: one of them may be what lay where another lies now. Those that have
 * taken another's place go together, for they may have changed places among each other.
 */
function* batches(
  fresh: readonly Seen[],
  known: ReadonlyMap<string, VideoRow>,
): Generator<readonly Seen[], void> {
  const replaced: Seen[] = [];
  let batch: Seen[] = [];
  for (const file of fresh) {
    const video = known.get(placeKey(file));
    const isOther = video?.size !== file.size || video.mtimeUs !== file.mtimeUs;
    if (video !== undefined && isOther) replaced.push(file);
    else batch.push(file);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
  if (replaced.length > 0) yield replaced;
}

/**
 * Whether a file is new whatever lies in the roots that were not looked through yet: it was not
 * moved from there, and has not taken the place of one that was moved there.
 */
const clearOf = (
  roots: readonly Root[],
  found: ReadonlyMap<string, unknown>,
  known: ReadonlyMap<string, VideoRow>,
): ((file: Seen) => boolean) => {
  if (found.size === roots.length) return () => true;
  const elsewhere = [...known.values()].filter(({ root }) => !found.has(root));
  const sizes = new Set(elsewhere.map(({ size }) => size));
  return (file) => !known.has(placeKey(file)) && !sizes.has(file.size);
};

/** Whether what is known of a place lies at another one now. */
const elsewhereIn = (
  files: ReadonlyMap<string, Seen>,
  known: ReadonlyMap<string, VideoRow>,
): ((place: Place) => boolean) => {
  const keyOf = ({ inode, size, mtimeUs }: Seen): string => `${inode}:${size}:${mtimeUs}`;
  let found: ReadonlySet<string> | undefined;
  return (place) => {
    const video = known.get(placeKey(place));
    found ??= new Set([...files.values()].map(keyOf));
    return video !== undefined && found.has(keyOf(video));
  };
};

const isSame = (video: VideoRow | undefined, file: Seen): boolean =>
  video !== undefined &&
  video.size === file.size &&
  video.mtimeUs === file.mtimeUs &&
  video.inode === file.inode;

/** Only what may have been moved here is read: a list is made of names alone. */
const hashed = async (files: readonly Seen[], look: Look): Promise<FoundFile[]> => {
  const found: FoundFile[] = [];
  await inLanes(files, HASHED_AT_ONCE, async (file) => {
    if (look.signal.aborted) return;
    found.push(...(await withHash(file, look)));
  });
  return found;
};

const withHash = async (file: Seen, look: Look): Promise<FoundFile[]> => {
  const { roots, catalog, files, unread, signal } = look;
  if (!catalog.mayBeMoved(file)) return [{ ...file, sampledHash: '' }];
  const root = roots.find(({ label }) => label === file.root);
  if (root === undefined || unread.has(file)) return [];
  const source = { root: root.path, path: file.path };
  try {
    return [{ ...file, sampledHash: await files.sampledHash(source, file.size, signal) }];
  } catch (error) {
    if (!isMissing(error)) unread.add(file, error);
    return [];
  }
};
