/** The folders that are served. */
import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { HaemaError } from '../core/errors.ts';

export interface Root {
  /** Names the root in the database and in ids. */
  readonly label: string;
  /** Without links; they are followed once, and nowhere after. */
  readonly path: string;
}

/**
 * Where the folders are, without links, each once.
 * @throws BAD_REQUEST naming the folder that is missing, unreadable or no folder.
 */
export const openFolders = (paths: readonly string[]): string[] => [
  ...new Set(paths.map(folderAt)),
];

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
