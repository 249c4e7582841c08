/** Opens files of the library for reading, wherever links in their paths lead. */
import { constants } from 'node:fs';
import { type FileHandle, open, readlink, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import { isWithin } from '../../core/paths.ts';
import type { SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';
import type { Step } from './file-job.ts';

/** Not blocking: a pipe would otherwise wait for someone to write into it. */
const FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Hands the open file to `work`. The file that was opened is looked at, not its path, which could
 * be another file a moment later: it is a regular file and lies beneath the root.
 * @throws SOURCE_MISSING, READ_FAILED, or what `work` throws
 */
export const withFileBeneath = async <T>(
  { root, path }: SourceRef,
  step: Step,
  work: (file: FileHandle) => Promise<T>,
): Promise<T> => {
  const named = join(root, path);
  try {
    step();
    const file = await open(named, FLAGS);
    try {
      step();
      await ensureBeneath(root, named, file);
      return await work(file);
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw fileError(named, cause);
  }
};

const ensureBeneath = async (root: string, named: string, file: FileHandle): Promise<void> => {
  const [place, folder, status] = await Promise.all([
    readlink(`/proc/self/fd/${file.fd}`),
    realpath(root),
    file.stat(),
  ]);
  if (status.isFile() && isWithin(place, folder)) return;
  const message = 'this is not a regular file of the library';
  throw new HaemaError('SOURCE_MISSING', message, { detail: named });
};
