/** Looks through the roots and tells the catalog what is there. */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import type { FileVersion } from '../engine/types.ts';
import type { FileCatalog, VideoRow } from './files.ts';
import { type FoundFile, type Place, placeKey, type Traits } from './identify.ts';
import { isGoneError, mediaFilesBelow } from './media-files.ts';
import type { Root } from './roots.ts';
import { sampledHash } from './sampled-hash.ts';

/** A file as the file system tells of it. */
type Seen = Omit<FoundFile, 'sampledHash'>;

/** Registered at a time, so that a large library shows from its first minute on. */
const BATCH = 128;

/** Reads few at a time: whoever watches needs the disk, and the threads that files are read by. */
const HASHED_AT_ONCE = 2;

/** Rejects only when the catalog fails. What cannot be read keeps what is known of it. */
export const scan = async (
  roots: readonly Root[],
  catalog: FileCatalog,
  log: Log,
  signal: AbortSignal,
): Promise<void> => {
  const unread = new Unread(roots);
  const seen = await Promise.all(roots.map((root) => look(root, unread, log, signal)));
  const files = new Map(seen.flat().map((file) => [placeKey(file), file]));
  const known = new Map(catalog.present().map((video) => [placeKey(video), video]));
  const isGone = (place: Place): boolean => !files.has(placeKey(place)) && !unread.has(place);
  // What lies at its place now may be another file, whose turn is in a later batch.
  const hasLeft = (place: Place): boolean => {
    const file = files.get(placeKey(place));
    if (file === undefined) return isGone(place);
    return !isSame(known.get(placeKey(place)), file) && !unread.has(place);
  };
  const fresh = [...files.values()].filter((file) => !isSame(known.get(placeKey(file)), file));
  for (let at = 0; at < fresh.length && !signal.aborted; at += BATCH) {
    const batch = await hashed(fresh.slice(at, at + BATCH), { roots, unread, log, signal });
    if (signal.aborted) return;
    catalog.register(batch, hasLeft);
    log.info({ files: Math.min(at + BATCH, fresh.length), of: fresh.length }, 'new files taken in');
    await turn();
  }
  if (!signal.aborted) catalog.register([], isGone);
};

/** Places that may hold what they held, as far as a scan could see. */
class Unread {
  readonly #places = new Set<string>();
  readonly #labels: ReadonlySet<string>;

  constructor(roots: readonly Root[]) {
    this.#labels = new Set(roots.map(({ label }) => label));
  }

  /** A file, or a folder with all that is below it; a root is an empty path. */
  add(place: Place): void {
    this.#places.add(placeKey(place));
  }

  has({ root, path }: Place): boolean {
    if (!this.#labels.has(root) || this.#places.has(placeKey({ root, path: '' }))) return true;
    for (let above = path; above !== '.'; above = dirname(above)) {
      if (this.#places.has(placeKey({ root, path: above }))) return true;
    }
    return false;
  }
}

const isSame = (video: VideoRow | undefined, file: Seen): boolean =>
  video !== undefined &&
  video.size === file.size &&
  video.mtimeUs === file.mtimeUs &&
  video.inode === file.inode;

/** A share that is not mounted is not an empty one. Warns of a root once. */
const look = async (root: Root, unread: Unread, log: Log, signal: AbortSignal): Promise<Seen[]> => {
  let failures = 0;
  const onUnread = (path: string, error: unknown): void => {
    unread.add({ root: root.label, path });
    if (failures++ > 0) return;
    const message = 'this cannot be read, and what is known of it is kept; is it mounted?';
    log.warn({ path: join(root.path, path), error }, message);
  };
  try {
    const files: Seen[] = [];
    for (const path of await mediaFilesBelow(root.path, { signal, onUnread })) {
      if (signal.aborted) break;
      files.push(...(await seenAt(root, path, onUnread)));
    }
    return files;
  } catch (error) {
    onUnread('', error);
    return [];
  }
};

const seenAt = async (
  root: Root,
  path: string,
  onUnread: (path: string, error: unknown) => void,
): Promise<Seen[]> => {
  try {
    return [{ root: root.label, path, ...(await fileTraits(join(root.path, path))) }];
  } catch (error) {
    if (!isGoneError(error)) onUnread(path, error);
    return [];
  }
};

interface Hashing {
  readonly roots: readonly Root[];
  readonly unread: Unread;
  readonly log: Log;
  readonly signal: AbortSignal;
}

const hashed = async (files: readonly Seen[], hashing: Hashing): Promise<FoundFile[]> => {
  const found: FoundFile[] = [];
  const queue = files.values();
  const lane = async (): Promise<void> => {
    for (const file of queue) {
      if (hashing.signal.aborted) return;
      found.push(...(await withHash(file, hashing)));
    }
  };
  await Promise.all(Array.from({ length: HASHED_AT_ONCE }, lane));
  return found;
};

const withHash = async (file: Seen, { roots, unread, log }: Hashing): Promise<FoundFile[]> => {
  const root = roots.find(({ label }) => label === file.root);
  if (root === undefined) return [];
  const path = join(root.path, file.path);
  try {
    return [{ ...file, sampledHash: await sampledHash(path, file.size) }];
  } catch (error) {
    if (error instanceof HaemaError && error.code === 'SOURCE_MISSING') return [];
    unread.add(file);
    log.warn({ path, error }, 'a file cannot be read; what is known of it is kept');
    return [];
  }
};

/** All but its content. */
export const fileTraits = async (path: string): Promise<Omit<Traits, 'sampledHash'>> => {
  const found = await stat(path, { bigint: true });
  return { inode: `${found.dev}:${found.ino}`, ...versionOf(found) };
};

const versionOf = (found: { readonly size: bigint; readonly mtimeNs: bigint }): FileVersion => ({
  size: Number(found.size),
  mtimeUs: Number(found.mtimeNs / 1000n),
});

/** @throws SOURCE_MISSING or READ_FAILED */
export const fileVersion = async (path: string): Promise<FileVersion> => {
  try {
    return versionOf(await stat(path, { bigint: true }));
  } catch (cause) {
    if (isGoneError(cause)) {
      throw new HaemaError('SOURCE_MISSING', 'the file is not there any more', { cause });
    }
    throw new HaemaError('READ_FAILED', 'the file cannot be read', { cause, detail: path });
  }
};
