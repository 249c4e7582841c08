/** The folders that are served. */
import { constants } from 'node:os';
import { resolve } from 'node:path';
import { getSystemErrorName } from 'node:util';
import { HaemaError } from '../core/errors.ts';
import { type FolderLook, loadNative } from '../engine/native.ts';

export interface Root {
  /** Names the root in the database and in ids. */
  readonly label: string;
  /** Without links; they are followed once, and nowhere after. */
  readonly path: string;
}

export interface Folder {
  /** Without links, if it answers. */
  readonly path: string;
  /** Else its disk or share may be back later. */
  readonly answers: boolean;
}

/** A disk that is asleep takes longer, and is served as soon as it is awake. */
const PATIENCE_MS = 2000;

const { errno } = constants;

/** What is told of dead shares. */
const AWAY: readonly number[] = [
  ...[errno.ETIMEDOUT, errno.EIO, errno.ESTALE, errno.ENOTCONN, errno.EHOSTUNREACH],
  112, // EHOSTDOWN, which Node does not name
];

/**
 * Where the folders are, each once. Keeps this process waiting where one does not answer.
 * @throws BAD_REQUEST naming the folder that is missing, unreadable or no folder.
 */
export const openFolders = (paths: readonly string[]): Folder[] => {
  const looks = loadNative().lookAtFolders(paths, PATIENCE_MS);
  const folders = looks.map((look, nth) => folderOf(look, paths[nth] ?? ''));
  return [...new Map(folders.map((folder) => [folder.path, folder])).values()];
};

/**
 * Those that do not answer, with the name of the error. Keeps this process waiting for them, but
 * not for ever, as any other look at them might.
 */
export const silentFolders = (paths: readonly string[]): ReadonlyMap<string, string> => {
  const looks = loadNative().lookAtFolders(paths, PATIENCE_MS);
  const silent = looks.flatMap(({ error }, nth): [string, string][] =>
    AWAY.includes(error) ? [[paths[nth] ?? '', getSystemErrorName(-error)]] : [],
  );
  return new Map(silent);
};

const folderOf = ({ error, path }: FolderLook, named: string): Folder => {
  if (error === 0) return { path, answers: true };
  if (AWAY.includes(error)) return { path: resolve(named), answers: false };
  const message =
    error === errno.ENOTDIR
      ? 'haema serves folders, and this is none; name the folder that it lies in'
      : 'a folder to serve cannot be opened; check its path, mount and permissions';
  const cause = new Error(getSystemErrorName(-error));
  throw new HaemaError('BAD_REQUEST', message, { cause, detail: named });
};
