/** What a library holds, as its database tells: of use to tests alone. */
import { basename, extname } from 'node:path';
import type { Db } from '../../src/library/db.ts';
import type { Library } from '../../src/library/library.ts';

export type ListedLibrary = Library & {
  /** All whose files are there, by title. */
  videos(): { readonly videoId: string; readonly title: string }[];
};

const ORDER = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

interface Row {
  readonly videoId: string;
  readonly path: string;
}

export const withVideos = (library: Library, db: Db): ListedLibrary => {
  const present = 'SELECT video_id AS videoId, path FROM videos WHERE present = 1';
  const videos = () => {
    const rows = db.prepare<[], Row>(present).all();
    const named = rows.map(({ videoId, path }) => ({
      videoId,
      title: basename(path, extname(path)),
    }));
    return named.sort((a, b) => ORDER.compare(a.title, b.title));
  };
  return Object.assign(library, { videos });
};
