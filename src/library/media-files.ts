import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

/** Of the names of media files, in lower case. */
export const EXTENSIONS: ReadonlySet<string> = new Set(
  [
    '3g2 3gp aac asf avi divx f4v flac flv m2ts m2v m4a m4v mk3d mka mkv mov mp3 mp4 mpeg mpg mts',
    'mxf oga ogg ogm ogv opus qt rm rmvb ts vob wav webm wma wmv',
  ]
    .join(' ')
    .split(' ')
    .map((extension) => `.${extension}`),
);

export interface Walk {
  /** Ends it early, with what was found so far. */
  readonly signal?: AbortSignal;
  /** Told of folders that are there and cannot be read; what is below them is not found. */
  readonly onUnread?: (folder: string, error: unknown) => void;
}

/**
 * The media files below a folder, relative to it, sorted. Links are not followed, hidden names not
 * looked at; a folder that cannot be read is passed over, except the first.
 */
export const mediaFilesBelow = async (folder: string, walk: Walk = {}): Promise<string[]> => {
  const files: string[] = [];
  const folders = [''];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    if (walk.signal?.aborted === true) break;
    for (const entry of await entriesOf(folder, next, walk)) {
      if (entry.name.startsWith('.')) continue;
      const path = join(next, entry.name);
      if (entry.isDirectory()) {
        folders.push(path);
      } else if (entry.isFile() && EXTENSIONS.has(extname(entry.name).toLowerCase())) {
        files.push(path);
      }
    }
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
};

const entriesOf = async (folder: string, below: string, { onUnread }: Walk) => {
  try {
    return await readdir(join(folder, below), { withFileTypes: true });
  } catch (error) {
    if (below === '') {
      throw error;
    }
    if (!isGoneError(error)) onUnread?.(below, error);
    return [];
  }
};

/** Whether it says that nothing is there; any other error leaves that open. */
export const isGoneError = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(`${error.code}`);
