import { lstat, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve, sep } from 'node:path';

/**
 * True when `path` is one of the folders or lies in one, through whatever links, in whatever
 * spelling, and whether it exists already or not. For what is written by us and must stay out of
 * the library. Rejects where the answer cannot be had.
 */
export const isBeneath = async (path: string, folders: readonly string[]): Promise<boolean> => {
  const place = await realPlace(resolve(path));
  const identities = new Set(await Promise.all(ancestors(place).map(identity)));
  for (const folder of folders) {
    const real = await realPlace(resolve(folder));
    if (place === real || place.startsWith(real.endsWith(sep) ? real : real + sep)) return true;
    // One folder has several real paths where case does not matter or it is mounted twice.
    const id = await identity(real);
    if (id !== null && identities.has(id)) return true;
  }
  return false;
};

/** Like realpath, also for what is not there yet: where it would be made. */
const realPlace = async (path: string, links = 0): Promise<string> => {
  try {
    return await realpath(path);
  } catch (error) {
    if (!isAbsent(error) || links > MAX_LINKS) throw error;
  }
  const parent = await realPlace(dirname(path), links);
  const target = await linkTarget(path);
  return target === null
    ? join(parent, basename(path))
    : realPlace(resolve(parent, target), links + 1);
};

/** As Linux allows in one path. */
const MAX_LINKS = 40;

/** Where a link points that leads nowhere. */
const linkTarget = async (path: string): Promise<string | null> => {
  try {
    return (await lstat(path)).isSymbolicLink() ? await readlink(path) : null;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
};

/** The path itself first, the root of the file system last. */
const ancestors = (path: string): string[] =>
  path === dirname(path) ? [path] : [path, ...ancestors(dirname(path))];

const identity = async (path: string): Promise<string | null> => {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
};

const isAbsent = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR'].includes(`${error.code}`);
