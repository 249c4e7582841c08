import { createHash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { HaemaError } from '../core/errors.ts';

const BLOCK = 64 * 1024;
const BLOCKS = 8;

/**
 * Tells a file that was moved to another file system from a different one, for half a megabyte of
 * reading: SHA-256 over the size and eight blocks from the first to the last, evenly spread. What
 * is no larger is read whole. Not a proof of equality: it goes together with the size, and decides
 * over nothing but whose watch history a file gets.
 */
export const sampledHash = async (path: string): Promise<string> => {
  try {
    const file = await open(path, 'r');
    return await hashOf(file).finally(() => file.close());
  } catch (error) {
    throw readError(path, error);
  }
};

const hashOf = async (file: FileHandle): Promise<string> => {
  const { size } = await file.stat();
  const hash = createHash('sha256').update(`${size}\n`);
  for (const { start, length } of sampledBlocks(size)) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, start);
    if (bytesRead < length) {
      throw new HaemaError('SOURCE_CHANGED', 'the file became shorter while it was read');
    }
    hash.update(buffer);
  }
  return hash.digest('hex');
};

/** Which bytes of a file of this size are read. */
export const sampledBlocks = (size: number): { start: number; length: number }[] => {
  if (size <= BLOCK * BLOCKS) return size === 0 ? [] : [{ start: 0, length: size }];
  return Array.from({ length: BLOCKS }, (_, i) => ({
    start: Math.floor(((size - BLOCK) * i) / (BLOCKS - 1)),
    length: BLOCK,
  }));
};

const readError = (path: string, cause: unknown): HaemaError => {
  if (cause instanceof HaemaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new HaemaError('SOURCE_MISSING', 'the file is not there', { cause, detail: path })
    : new HaemaError('READ_FAILED', 'the file could not be read', { cause, detail: path });
};
