/** The folders that are served. */
import { access, constants, realpath, stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { HaemaError } from '../core/errors.ts';

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

/** What dead shares say, those that say anything. */
const AWAY = new Set(['EIO', 'ESTALE', 'ENOTCONN', 'EHOSTDOWN', 'EHOSTUNREACH', 'ETIMEDOUT']);

/**
 * Where the folders are, each once. One that does not answer keeps a thread until it does.
 * @throws BAD_REQUEST naming the folder that is missing, unreadable or no folder.
 */
export const openFolders = async (paths: readonly string[]): Promise<Folder[]> => {
  const folders = await Promise.all(paths.map(folderAt));
  return [...new Map(folders.map((folder) => [folder.path, folder])).values()];
};

const folderAt = async (path: string): Promise<Folder> => {
  const away: Folder = { path: resolve(path), answers: false };
  const { promise: late, resolve: giveUp } = Promise.withResolvers<Folder>();
  const timer = setTimeout(() => giveUp(away), PATIENCE_MS);
  try {
    return await Promise.race([lookAt(path), late]);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && AWAY.has(`${cause.code}`)) return away;
    if (cause instanceof HaemaError) throw cause;
    const message = 'a folder to serve cannot be opened; check its path, mount and permissions';
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: path });
  } finally {
    clearTimeout(timer);
  }
};

const lookAt = async (path: string): Promise<Folder> => {
  const folder = await realpath(path);
  if ((await stat(folder)).isDirectory()) {
    await access(folder, constants.R_OK | constants.X_OK);
    return { path: folder, answers: true };
  }
  const message = 'haema serves folders, and this is none; name the folder that it lies in';
  throw new HaemaError('BAD_REQUEST', message, { detail: path });
};
