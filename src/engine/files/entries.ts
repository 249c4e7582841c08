/** What the names in a folder are. Links are followed beneath the root, and nowhere else. */
import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isWithin } from '../../core/paths.ts';
import type { SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';

/** `unread`: it is there, and cannot be looked at now. */
type Kind = 'file' | 'folder' | 'other' | 'unread';

export interface Entry {
  readonly name: string;
  readonly kind: Kind;
}

/** But for hidden ones. @throws SOURCE_MISSING or READ_FAILED for the folder itself */
export const entriesOf = async ({ root, path }: SourceRef): Promise<Entry[]> => {
  const folder = join(root, path);
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const shown = entries.filter(({ name }) => !name.startsWith('.'));
    const hasLinks = shown.some((entry) => entry.isSymbolicLink());
    const way = hasLinks ? await wayTo(root, path) : null;
    return await Promise.all(shown.map((entry) => entryOf(entry, way)));
  } catch (cause) {
    throw fileError(folder, cause);
  }
};

/** How links in a folder are followed. */
interface Way {
  readonly folder: string;
  /** Both without links. */
  readonly realRoot: string;
  readonly realFolder: string;
  /** A link has led there. */
  readonly isLinked: boolean;
}

const wayTo = async (root: string, path: string): Promise<Way> => {
  const folder = join(root, path);
  const [realRoot, realFolder] = await Promise.all([realpath(root), realpath(folder)]);
  return { folder, realRoot, realFolder, isLinked: realFolder !== join(realRoot, path) };
};

const entryOf = async (entry: Dirent, way: Way | null): Promise<Entry> => {
  const { name } = entry;
  const isLink = way !== null && entry.isSymbolicLink();
  return { name, kind: isLink ? await linkedKind(name, way) : kindOf(entry) };
};

const kindOf = (it: Pick<Stats, 'isFile' | 'isDirectory'>): Kind =>
  it.isFile() ? 'file' : it.isDirectory() ? 'folder' : 'other';

const linkedKind = async (name: string, way: Way): Promise<Kind> => {
  const named = join(way.folder, name);
  try {
    const place = await realpath(named);
    if (!isWithin(place, way.realRoot)) return 'other';
    const kind = kindOf(await stat(place));
    // Of folders one link is followed, and none that leads up: a way through them ends.
    const isEndless = way.isLinked || isWithin(way.realFolder, place);
    return kind === 'folder' && isEndless ? 'other' : kind;
  } catch (cause) {
    return fileError(named, cause).code === 'SOURCE_MISSING' ? 'other' : 'unread';
  }
};
