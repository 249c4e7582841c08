/** Files of subtitles that lie beside a video, or in a folder for them, found by their names. */
import { hash } from 'node:crypto';
import { basename, extname, join } from 'node:path';
import { base32 } from '../../core/ids.ts';
import type { Listing } from '../../engine/files/listing.ts';
import type { SourceRef } from '../../engine/types.ts';
import type { Place } from '../identify.ts';
import { folderOf } from '../listings.ts';
import { plainText } from '../naming/text.ts';
import { marksOf, type SidecarMarks } from './subtitle-words.ts';

/** What the name of such a file tells. */
export interface SidecarFile extends SidecarMarks {
  /** A short name for addresses: the same as long as it lies there. */
  readonly id: string;
  readonly place: Place;
  /** As libav calls it. */
  readonly codec: string;
  /** Of an `.idx`: the path of its `.sub`; null for others. */
  readonly pictures: string | null;
}

type Folders = ReadonlyMap<string, Pick<Listing, 'folders' | 'files' | 'subtitles'>>;

/** Beside the video: `Subs/Film.de.srt`, `Subs/Film/2_English.srt`. */
const SUBS = /^(?:subs?|subtitles?|untertitel)$/i;

const CODECS: ReadonlyMap<string, string> = new Map([
  ['.srt', 'subrip'],
  ['.ass', 'ass'],
  ['.ssa', 'ass'],
  ['.vtt', 'webvtt'],
  // Pictures, which lie in the `.sub` of the same name.
  ['.idx', 'dvd_subtitle'],
]);

/** Whoever has more has no list to choose from. */
const MOST = 100;

/** By path. `folders`: what lies in each folder of the video's root. */
export const sidecarsOf = (video: Place, folders: Folders): SidecarFile[] => {
  const home = folderOf(video.path);
  const own = folders.get(home);
  if (own === undefined) return [];
  const base = keyOf(basename(video.path));
  const isAlone = own.files.length === 1;
  let names: string[] | undefined;
  const longer = (): string[] => {
    names ??= longerNames(base, own.files);
    return names;
  };
  const found: SidecarFile[] = [];
  const look = (folder: string, isOwn: boolean): void => {
    for (const file of subtitlesIn(folders, folder)) {
      const marks = isOwn ? marksOf(stemOf(file), true) : marksFor(file, base, longer, isAlone);
      if (marks !== null) found.push(fileOf(video, home, join(folder, file), marks));
    }
  };
  look(home, false);
  for (const subs of own.folders.filter((name) => SUBS.test(name))) {
    const folder = join(home, subs);
    look(folder, false);
    for (const inner of folders.get(folder)?.folders ?? []) {
      const isIts = isAlone || plainText(inner).toLowerCase() === base;
      if (isIts) look(join(folder, inner), true);
    }
  }
  return found.sort((a, b) => (a.place.path < b.place.path ? -1 : 1)).slice(0, MOST);
};

/** Names of those that can be read. */
const subtitlesIn = (folders: Folders, folder: string): string[] => {
  const { subtitles = [] } = folders.get(folder) ?? {};
  const all = new Set(subtitles);
  return subtitles.filter((name) => {
    const pictures = picturesOf(name);
    return pictures === null ? CODECS.has(endingOf(name)) : all.has(pictures);
  });
};

/** `Film.sub` of `Film.idx`, `FILM.SUB` of `FILM.IDX`; null for other files. */
const picturesOf = (name: string): string | null => {
  if (endingOf(name) !== '.idx') return null;
  return `${stemOf(name)}${name.endsWith('IDX') ? '.SUB' : '.sub'}`;
};

/** `.ts`, for which no name need be looked at more closely. */
const SHORTEST_ENDING = 3;

/** Of the other videos of a folder, those whose names go on where this one's ends. */
const longerNames = (base: string, others: Listing['files']): string[] =>
  others.flatMap(({ name }) => {
    if (name.length - SHORTEST_ENDING <= base.length) return [];
    const key = keyOf(name);
    return key.length > base.length && isNamed(key, base) ? [key] : [];
  });

/** Null for another video's. Where there is one video alone all is its own. */
const marksFor = (
  name: string,
  base: string,
  longer: () => readonly string[],
  isAlone: boolean,
): SidecarMarks | null => {
  const stem = plainText(stemOf(name));
  const key = stem.toLowerCase();
  if (!isNamed(key, base)) return isAlone ? marksOf(stem, true) : null;
  // `Film.Extended.de.srt` is no file of `Film`, where both are there.
  if (longer().some((other) => isNamed(key, other))) return null;
  return marksOf(stem.slice(base.length), false);
};

/** Whether the name is that of a video, maybe with more behind it. */
const isNamed = (key: string, base: string): boolean =>
  key.startsWith(base) && /^(?:$|[^\p{L}\p{N}])/u.test(key.slice(base.length));

const fileOf = ({ root }: Place, home: string, path: string, marks: SidecarMarks): SidecarFile => {
  const within = path.slice(home === '' ? 0 : home.length + 1).normalize('NFC');
  const id = `s${base32(hash('sha256', within, 'buffer').subarray(0, 5))}`;
  const codec = CODECS.get(endingOf(path)) ?? '';
  return { id, place: { root, path }, codec, pictures: picturesOf(path), ...marks };
};

const stemOf = (name: string): string => name.slice(0, name.length - extname(name).length);
const endingOf = (name: string): string => extname(name).toLowerCase();
const keyOf = (name: string): string => plainText(stemOf(name)).toLowerCase();

/** Those that are two files, one of pictures and one that tells where in it each lies. */
export const pairsOf = (
  sidecars: readonly SidecarFile[],
  find: (place: Place) => SourceRef | null,
): { id: string; index: SourceRef; pictures: SourceRef }[] =>
  sidecars.flatMap(({ id, place, pictures }) => {
    const index = find(place);
    if (index === null || pictures === null) return [];
    return [{ id, index, pictures: { root: index.root, path: pictures } }];
  });
