import { setImmediate as turn } from 'node:timers/promises';
import { inSlices } from '../core/slices.ts';
import { sortedInSteps } from '../core/sorted-in-steps.ts';
import type { Listing } from '../engine/files/listing.ts';
import type { FileTraits } from '../engine/types.ts';

/** Of media files, and of images of discs. */
export const SUFFIXES: readonly string[] = [
  '3g2 3gp aac ac3 aif aiff amr ape asf avi caf divx dts dv eac3 f4v flac flv iso m2t m2ts',
  'm2v m4a m4b m4v mk3d mka mkv mov mp2 mp3 mp4 mpeg mpg mts mxf nut oga ogg ogm ogv opus',
  'qt rm rmvb tp trp ts vob wav webm wma wmv wtv wv',
]
  .join(' ')
  .split(' ')
  .map((extension) => `.${extension}`);

/** Each takes some round trips to a share. */
const AT_ONCE = 4;

/** Of folders and files, between two chances to do something else. */
const STEP = 50;

export interface MediaFile extends FileTraits {
  /** Relative to where the walk began. */
  readonly path: string;
}

type Names = Pick<Listing, 'folders' | 'files'>;

/** The files in a folder and all that are below it, by path. `list` gets paths of folders. */
export const mediaFilesBelow = async (
  list: (folder: string) => Promise<Names>,
): Promise<MediaFile[]> => {
  const listed: (readonly [string, Names['files']])[] = [];
  const ahead = [''];
  const look = async (folder: string): Promise<void> => {
    const { folders, files } = await list(folder);
    for (const name of folders) ahead.push(pathOf(folder, name));
    listed.push([folder, files]);
  };
  for (let count = 0; ahead.length > 0; count++) {
    await Promise.all(ahead.splice(-AT_ONCE).map(look));
    // For folders that are known nobody waits for a disk, and there may be very many.
    if (count % STEP === 0) await turn();
  }
  return inSlices(filesOf(listed));
};

function* filesOf(
  listed: readonly (readonly [string, Names['files']])[],
): Generator<void, MediaFile[]> {
  const found: MediaFile[] = [];
  for (const [folder, files] of listed) {
    for (const { name, ...traits } of files) {
      found.push({ path: pathOf(folder, name), ...traits });
      if (found.length % STEP === 0) yield;
    }
  }
  return yield* sortedInSteps(found, byPath);
}

const pathOf = (folder: string, name: string): string =>
  folder === '' ? name : `${folder}/${name}`;

const byPath = (a: MediaFile, b: MediaFile): number => (a.path < b.path ? -1 : 1);
