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
export const entriesOf = async (source: SourceRef): Promise<Entry[]> => {
  const folder = join(source.root, source.path);
  const entryOf = async (entry: Dirent): Promise<Entry> => {
    const { name } = entry;
    return { name, kind: entry.isSymbolicLink() ? await linkedKind(source, name) : kindOf(entry) };
  };
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return await Promise.all(entries.filter(({ name }) => !name.startsWith('.')).map(entryOf));
  } catch (cause) {
    throw fileError(folder, cause);
  }
};

const kindOf = (it: Pick<Stats, 'isFile' | 'isDirectory'>): Kind =>
  it.isFile() ? 'file' : it.isDirectory() ? 'folder' : 'other';

const linkedKind = async ({ root, path }: SourceRef, name: string): Promise<Kind> => {
  const named = join(root, path, name);
  try {
    const [above, folder] = await Promise.all([realpath(root), realpath(join(root, path))]);
    const place = await realpath(named);
    if (!isWithin(place, above)) return 'other';
    const kind = kindOf(await stat(place));
    // Of folders one link is followed, and none that leads up: a way through them ends.
    const isEndless = folder !== join(above, path) || isWithin(folder, place);
    return kind === 'folder' && isEndless ? 'other' : kind;
  } catch (cause) {
    return fileError(named, cause).code === 'SOURCE_MISSING' ? 'other' : 'unread';
  }
};
