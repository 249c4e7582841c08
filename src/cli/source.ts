import { realpath, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { HaemaError } from '../core/errors.ts';
import type { SourceRef } from '../engine/types.ts';

/** A file that a person named: links are followed here, once, and nowhere after. */
export const sourceOf = async (file: string): Promise<SourceRef> => {
  const path = await resolveExisting(file);
  if (!(await stat(path)).isFile()) {
    throw new HaemaError('BAD_REQUEST', 'this is not a file; name a video', { detail: file });
  }
  return { root: dirname(path), path: basename(path) };
};

/** @throws SOURCE_MISSING or READ_FAILED, naming the path as it was typed. */
export const resolveExisting = async (path: string): Promise<string> => {
  try {
    return await realpath(path);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new HaemaError('SOURCE_MISSING', 'there is no such file; check the path', {
        cause,
        detail: path,
      });
    }
    throw new HaemaError('READ_FAILED', 'the path cannot be read; check its permissions', {
      cause,
      detail: path,
    });
  }
};

/** Adds the path that the person typed to whatever the engine says about the file. */
export const naming = async <T>(file: string, work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    if (error instanceof HaemaError && error.detail === null) {
      throw new HaemaError(error.code, error.message, { cause: error, detail: file });
    }
    throw error;
  }
};
