import { basename, extname } from 'node:path';
import type { Ticks } from '../core/ticks.ts';
import type { VideoRow } from './files.ts';

/** A video as lists have it. */
export interface LibraryVideo {
  readonly videoId: string;
  readonly title: string;
  readonly addedUs: number;
  /** Null while nobody has looked into the file. */
  readonly duration: Ticks | null;
}

export const describe = (row: VideoRow, duration: Ticks | null): LibraryVideo => ({
  videoId: row.videoId,
  title: basename(row.path, extname(row.path)),
  addedUs: row.firstSeenUs,
  duration,
});
