import * as fs from 'node:fs/promises';

/** What the cache asks of the file system: node:fs/promises, or what a test puts in its place. */
export type DiskFs = Pick<
  typeof fs,
  'lstat' | 'mkdir' | 'open' | 'opendir' | 'readFile' | 'rename' | 'statfs' | 'unlink'
>;

export const NODE_FS: DiskFs = fs;

/** `ENOSPC` and its like; empty for what is no error of the system. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : '';

/** The result, or null where the file is not there. */
export const unlessAbsent = async <T>(work: Promise<T>): Promise<T | null> => {
  try {
    return await work;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
};

/** There is room, and it is not for the cache. */
export class NoRoom extends Error {
  readonly code = 'ENOROOM';
}
