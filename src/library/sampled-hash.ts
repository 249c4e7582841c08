import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { HaemaError } from '../core/errors.ts';

const BLOCK = 64 * 1024;
const BLOCKS = 8;

/** Non-blocking, in case a FIFO takes the file's place after it was looked at. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY;

/**
 * Tells a file that was moved to another file system from a different one, for half a megabyte of
 * reading: SHA-256 over the size and eight blocks from the first to the last, evenly spread. What
 * is no larger is read whole. Not a proof of equality: it goes together with the size, and decides
 * over nothing but whose watch history a file gets, and whether a file that grew is the same one.
 * With `size` only that many bytes count, from the first; a shorter file is SOURCE_CHANGED.
 */
export const sampledHash = async (path: string, size?: number): Promise<string> => {
  try {
    ensureRegular(path, await stat(path)); // opening a device may have effects of its own
    const file = await open(path, OPEN_FLAGS);
    return await hashOf(path, file, size).finally(() => file.close());
  } catch (error) {
    throw readError(path, error);
  }
};

const ensureRegular = (path: string, status: { isFile(): boolean }): void => {
  if (!status.isFile()) {
    throw new HaemaError('SOURCE_MISSING', 'this is not a regular file', { detail: path });
  }
};

const hashOf = async (path: string, file: FileHandle, first?: number): Promise<string> => {
  const status = await file.stat();
  ensureRegular(path, status);
  const size = first ?? status.size;
  const hash = createHash('sha256').update(`${size}\n`);
  for (const { start, length } of sampledBlocks(size)) {
    hash.update(await readFully(file, start, length));
  }
  return hash.digest('hex');
};

/** Network file systems may give less than was asked for, more than once. */
export const readFully = async (
  file: Pick<FileHandle, 'read'>,
  start: number,
  length: number,
): Promise<Buffer> => {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length; ) {
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

const readError = (path: string, cause: unknown): HaemaError => {
  if (cause instanceof HaemaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? cause.code : '';
  return code === 'ENOENT' || code === 'ENOTDIR'
    ? new HaemaError('SOURCE_MISSING', 'the file is not there', { cause, detail: path })
    : new HaemaError('READ_FAILED', 'the file could not be read', { cause, detail: path });
};
