/** Reads the `.nfo` files that are new or have changed, in the background and few at a time. */
import { HaemaError } from '../../core/errors.ts';
import { inLanes } from '../../core/lanes.ts';
import type { Log } from '../../core/log.ts';
import { inSlices } from '../../core/slices.ts';
import type { MediaFiles } from '../../engine/types.ts';
import type { Listings } from '../listings.ts';
import type { Root } from '../roots.ts';
import { parseNfo } from './nfo.ts';
import type { NfoFile, NfoShelf } from './nfo-shelf.ts';

/** Whoever watches needs the disk. */
const AT_ONCE = 2;

/** No plot is that long. */
const MOST_BYTES = 256 * 1024;

export interface NfoReaderOptions {
  readonly nfos: NfoShelf;
  readonly files: MediaFiles;
  readonly log: Log;
  readonly signal: AbortSignal;
}

export class NfoReader {
  readonly #options: NfoReaderOptions;

  constructor(options: NfoReaderOptions) {
    this.#options = options;
  }

  /** `roots`: those that are there. @returns whether anything is told that was not before */
  async read(roots: readonly Root[], listings: Listings): Promise<boolean> {
    const { nfos } = this.#options;
    const { revision } = nfos;
    const unread: { readonly root: string; readonly file: NfoFile }[] = [];
    for (const { label, path } of roots) {
      const files = await inSlices(nfos.update(label, listings.of(label)));
      for (const file of files) unread.push({ root: path, file });
    }
    await inLanes(unread, AT_ONCE, ({ root, file }) => this.#read(root, file));
    return revision !== nfos.revision;
  }

  async #read(root: string, file: NfoFile): Promise<void> {
    const { nfos, files, log, signal } = this.#options;
    if (signal.aborted) return;
    const isSmall = file.size <= MOST_BYTES;
    try {
      const piece = isSmall ? await files.read({ root, path: file.path }, 0, MOST_BYTES) : null;
      if (signal.aborted) return;
      nfos.keep(file, piece?.traits ?? file, piece === null ? [] : parseNfo(piece.bytes));
    } catch (error) {
      if (!(error instanceof HaemaError)) throw error;
      log.debug({ path: file.path, error }, 'this file tells nothing');
    }
  }
}
