/** The folders that are served. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { HaemaError } from '../core/errors.ts';

export interface Root {
  /** Names the root in the database and in ids: the folder's own name, numbered when taken. */
  readonly label: string;
  /** Without links; they are followed here, once, and nowhere after. */
  readonly path: string;
}

/** @throws BAD_REQUEST naming the folder that is missing, unreadable or no folder. */
export const openRoots = (paths: readonly string[]): Root[] => {
  const folders = new Set(paths.map(folderAt));
  const taken = new Set<string>();
  return [...folders].map((path) => {
    const name = basename(path) || 'root';
    let label = name;
    for (let count = 2; taken.has(label); count++) label = `${name}-${count}`;
    taken.add(label);
    return { label, path };
  });
};

const folderAt = (path: string): string => {
  try {
    const folder = realpathSync(path);
    if (statSync(folder).isDirectory()) {
      accessSync(folder, constants.R_OK | constants.X_OK);
      return folder;
    }
  } catch (cause) {
    const message = 'a folder to serve cannot be opened; check its path, mount and permissions';
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: path });
  }
  const message = 'haema serves folders, and this is none; name the folder that it lies in';
  throw new HaemaError('BAD_REQUEST', message, { detail: path });
};
