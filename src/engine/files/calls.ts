/** What an engine does with files, besides decoding them, as jobs. */

import type { NativeJob } from '../native.ts';
import type { FileTraits, Piece, SourceRef } from '../types.ts';
import { fileJob } from './file-job.ts';
import { list } from './list.ts';
import type { Listing } from './listing.ts';
import { read } from './read.ts';
import { sampledHash } from './sampled-hash.ts';
import { traits } from './traits.ts';

export const fileCalls = {
  list: (folder: SourceRef, suffixes: readonly string[]): NativeJob<Listing> =>
    fileJob((step) => list(folder, suffixes, step)),
  traits: (source: SourceRef): NativeJob<FileTraits> => fileJob((step) => traits(source, step)),
  sampledHash: (source: SourceRef, size: number): NativeJob<string> =>
    fileJob((step) => sampledHash(source, size, step)),
  read: (source: SourceRef, start: number, length: number): NativeJob<Piece> =>
    fileJob((step) => read(source, start, length, step)),
};
