import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { HaemaError } from '../../core/errors.ts';
import type { SourceRef } from '../types.ts';
import type { Step } from './file-job.ts';
import { withFileBeneath } from './open-beneath.ts';

const BLOCK = 64 * 1024;
const BLOCKS = 8;

/**
 * Tells a file that was moved to another file system from a different one, for half a megabyte of
 * reading: SHA-256 over the size and eight blocks from the first to the last, evenly spread. What
 * is no larger is read whole. Not a proof of equality: it goes together with the size, and decides
 * over nothing but whose watch history a file gets, and whether a file that grew is the same one.
 * Of a file that has grown only the first `size` bytes count; a shorter one is SOURCE_CHANGED.
 */
export const sampledHash = (source: SourceRef, size: number, step: Step): Promise<string> =>
  withFileBeneath(source, step, async (file) => {
    const hash = createHash('sha256').update(`${size}\n`);
    for (const { start, length } of sampledBlocks(size)) {
      hash.update(await readFully(file, start, length, step));
    }
    return hash.digest('hex');
  });

/** Network file systems may give less than was asked for, more than once. */
export const readFully = async (
  file: Pick<FileHandle, 'read'>,
  start: number,
  length: number,
  step: Step,
): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
    step();
    const { bytesRead } = await file.read(buffer, done, length - done, start + done);
    if (bytesRead === 0) {
      throw new HaemaError('SOURCE_CHANGED', 'the file became shorter while it was read');
    }
    done += bytesRead;
  }
  return buffer;
};

/** Which bytes of a file of this size are read. */
export const sampledBlocks = (size: number): { start: number; length: number }[] => {
  if (size <= BLOCK * BLOCKS) return size === 0 ? [] : [{ start: 0, length: size }];
  return Array.from({ length: BLOCKS }, (_, i) => ({
    start: Math.floor(((size - BLOCK) * i) / (BLOCKS - 1)),
    length: BLOCK,
  }));
};
