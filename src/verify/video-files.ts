import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';

const EXTENSIONS = new Set(
  [
    '3g2 3gp aac asf avi divx f4v flac flv m2ts m2v m4a m4v mk3d mka mkv mov mp3 mp4 mpeg mpg mts',
    'mxf oga ogg ogm ogv opus qt rm rmvb ts vob wav webm wma wmv',
  ]
    .join(' ')
    .split(' ')
    .map((extension) => `.${extension}`),
);

/**
 * The media files below a folder, relative to it, sorted. Links are not followed; a folder that
 * cannot be read is passed over, except the first.
 */
export const videoFilesBelow = async (folder: string): Promise<string[]> => {
  const files: string[] = [];
  const folders = [''];
  for (let next = folders.pop(); next !== undefined; next = folders.pop()) {
    for (const entry of await entriesOf(folder, next)) {
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

const entriesOf = async (folder: string, below: string) => {
  try {
    return await readdir(join(folder, below), { withFileTypes: true });
  } catch (error) {
    if (below === '') {
      throw error;
    }
    return [];
  }
};
