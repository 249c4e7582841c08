import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileTraits, SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';
import type { Step } from './file-job.ts';

/** A look at the file without opening it. @throws SOURCE_MISSING or READ_FAILED */
export const traits = async ({ root, path }: SourceRef, step: Step): Promise<FileTraits> => {
  const named = join(root, path);
  step();
  try {
    return traitsOf(await stat(named, { bigint: true }));
  } catch (cause) {
    throw fileError(named, cause);
  }
};

export const traitsOf = ({
  dev,
  ino,
  size,
  mtimeNs,
}: Pick<BigIntStats, 'dev' | 'ino' | 'size' | 'mtimeNs'>): FileTraits => ({
  inode: `${dev}:${ino}`,
  size: Number(size),
  mtimeUs: Number(mtimeNs / 1000n),
});
