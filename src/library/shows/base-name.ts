import { basename, extname } from 'node:path';
import type { NamedFile } from './types.ts';

/** What a file is called, without folder and ending. */
export const baseName = ({ file: { path } }: NamedFile): string =>
  basename(path, extname(path)).normalize('NFC');
