/** A part of a file in pieces. */
import { HaemaError } from '../core/errors.ts';
import type { FilePart, FileTraits } from './content.ts';
import type { NextPiece } from './pieces.ts';

const PIECE = 256 * 1024;

/** Throws SOURCE_CHANGED, READ_FAILED, TIMED_OUT. */
export const readFilePart = ({ file, start, end }: FilePart): NextPiece => {
  let at = start;
  return async () => {
    const length = Math.min(PIECE, end - at);
    if (length <= 0) return null;
    const { bytes, traits } = await file.read(at, length);
    if (bytes.length === 0 || !isSameOrGrown(file.traits, traits)) {
      throw new HaemaError('SOURCE_CHANGED', 'the file was changed while it was sent');
    }
    at += bytes.length;
    return bytes;
  };
};

/** Bytes of two versions must not be joined. What only grows keeps the bytes that it has. */
const isSameOrGrown = (before: FileTraits, now: FileTraits): boolean => {
  if (now.inode !== before.inode) return false;
  return now.size > before.size || (now.size === before.size && now.mtimeUs === before.mtimeUs);
};
