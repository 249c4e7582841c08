import { join } from 'node:path';
import type { FileTraits, Listing } from '../engine/types.ts';

/** Of media files, and of images of discs. */
export const SUFFIXES: readonly string[] = [
  '3g2 3gp aac asf avi divx f4v flac flv iso m2ts m2v m4a m4v mk3d mka mkv mov mp3 mp4 mpeg mpg',
  'mts mxf oga ogg ogm ogv opus qt rm rmvb ts vob wav webm wma wmv',
]
  .join(' ')
  .split(' ')
  .map((extension) => `.${extension}`);

/** Each takes some round trips to a share. */
const AT_ONCE = 4;

export interface MediaFile extends FileTraits {
  /** Relative to where the walk began. */
  readonly path: string;
}

/** The files in a folder and all that are below it, by path. `list` gets paths of folders. */
export const mediaFilesBelow = async (
  list: (folder: string) => Promise<Pick<Listing, 'folders' | 'files'>>,
): Promise<MediaFile[]> => {
  const found: MediaFile[] = [];
  const ahead = [''];
  while (ahead.length > 0) {
    const look = async (folder: string): Promise<void> => {
      const { folders, files } = await list(folder);
      ahead.push(...folders.map((name) => join(folder, name)));
      for (const { name, ...traits } of files) found.push({ path: join(folder, name), ...traits });
    };
    await Promise.all(ahead.splice(-AT_ONCE).map(look));
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
};
