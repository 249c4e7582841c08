/** Opens files of the library for reading, wherever links in their paths lead. */
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { HaemaError } from '../core/errors.ts';
import type { SourceRef } from '../engine/types.ts';

/** Not blocking: a pipe would otherwise wait for someone to write into it. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;

/**
 * The file that was opened is looked at, not its path, which could be another file a moment later:
 * it is a regular file and lies beneath the root. The caller closes it.
 * @throws SOURCE_MISSING, READ_FAILED
 */
export const openBeneath = async ({ root, path }: SourceRef): Promise<FileHandle> => {
  let file: FileHandle | null = null;
  try {
    file = await open(join(root, path), FLAGS);
    const [place, folder] = await Promise.all([
      readlink(`/proc/self/fd/${file.fd}`),
      realpath(root),
    ]);
    const isFile = (await file.stat()).isFile();
    if (isFile && place.startsWith(join(folder, '/'))) return file;
  } catch (cause) {
    await file?.close();
    throw failure(cause);
  }
  await file.close();
  throw new HaemaError('SOURCE_MISSING', 'this is not a regular file of the library');
};

const MISSING = new Set(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO', 'ENODEV', 'EISDIR']);

const failure = (cause: unknown): HaemaError => {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  return MISSING.has(code)
    ? new HaemaError('SOURCE_MISSING', 'the file is not there any more', { cause })
    : new HaemaError('READ_FAILED', 'the file cannot be read', { cause });
};
