/**
 * Which found file is which known video: pure, so that it can be tested with every order of
 * renames. The whole batch is looked at together, because the answer must not depend on the order
 * in which a scan comes upon the files.
 */

import type { FileTraits } from '../engine/types.ts';

/** Where a file lies: the label of its library root and the path beneath it, as it is spelt. */
export interface Place {
  readonly root: string;
  readonly path: string;
}

/** What tells one file from another. */
export interface Traits extends FileTraits {
  /** See MediaFiles. Empty while nobody has read the file. */
  readonly sampledHash: string;
}

export interface FoundFile extends Place, Traits {}

export interface KnownVideo extends Place, Traits {
  readonly videoId: string;
  /** False once its file was not found any more. */
  readonly present: boolean;
  readonly lastSeenUs: number;
}

/** The video that each found file is; files that are in no entry are new. */
export type Matches = ReadonlyMap<FoundFile, KnownVideo>;

/**
 * Rules in order of their weight; a video and a file are matched once.
 * 1. Same place, same version or same content: it stayed.
 * 2. Same content by inode, then by hash, and the video's file is no longer at its old place: it
 *    moved. This comes before 3, so two files that changed names keep their own histories.
 * 3. Same place with other content, and no other claim: it was replaced by a better copy.
 * `isGone` answers for present videos whose place is not among the found files.
 */
export const matchVideos = (
  known: readonly KnownVideo[],
  found: readonly FoundFile[],
  isGone: (place: Place) => boolean,
): Matches => {
  const matches = new Map<FoundFile, KnownVideo>();
  const open = new Set(known.toSorted(likelier));
  const foundAt = new Set(found.map(placeKey));
  const files = found.toSorted((a, b) => order(placeKey(a), placeKey(b)));
  const pass = (
    key: (traits: Place & Traits) => string,
    accept: (video: KnownVideo, file: FoundFile) => boolean,
  ): void => {
    const byKey = groupBy(open, key);
    for (const file of files) {
      if (matches.has(file)) continue;
      const video = byKey.get(key(file))?.find((it) => open.has(it) && accept(it, file));
      if (video === undefined) continue;
      matches.set(file, video);
      open.delete(video);
    }
  };
  const moved = (video: KnownVideo): boolean =>
    !video.present || foundAt.has(placeKey(video)) || isGone(video);
  pass(placeKey, isSameFile);
  pass(
    (it) => `${it.inode}\0${it.size}`,
    (it, file) => moved(it) && mayBeSame(it, file),
  );
  pass(
    (it) => `${it.sampledHash}\0${it.size}`,
    (it) => it.sampledHash !== '' && moved(it),
  );
  pass(placeKey, () => true);
  pass(spellingKey, moved);
  return matches;
};

export const placeKey = ({ root, path }: Place): string => `${root}\0${path}`;

/** One name as NFC and as NFD is one video unless both files are there: a share was remounted. */
const spellingKey = (place: Place): string => placeKey(place).normalize('NFC');

const isSameFile = (video: KnownVideo, file: FoundFile): boolean =>
  video.size === file.size &&
  (video.mtimeUs === file.mtimeUs ||
    video.inode === file.inode ||
    (video.sampledHash !== '' && video.sampledHash === file.sampledHash));

/** Inodes are given out again, and files of one size are no rarity: parts of discs have all one. */
const mayBeSame = (video: KnownVideo, file: FoundFile): boolean =>
  video.sampledHash !== '' && file.sampledHash !== ''
    ? video.sampledHash === file.sampledHash
    : video.mtimeUs === file.mtimeUs;

const groupBy = <T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> => {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
};

/** Among equals the one that is there, then the one seen last; the id makes it definite. */
const likelier = (a: KnownVideo, b: KnownVideo): number =>
  Number(b.present) - Number(a.present) ||
  b.lastSeenUs - a.lastSeenUs ||
  order(a.videoId, b.videoId);

const order = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
