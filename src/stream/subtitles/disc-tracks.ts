/** Subtitles of a disc in two files beside a video: which tracks there are, told once a version. */
import { HaemaError } from '../../core/errors.ts';
import { remembered } from '../../core/remembered.ts';
import type { DiscTrack } from '../../engine/subtitles.ts';
import type { Engine, SourceRef } from '../../engine/types.ts';

/** More than the titles that are kept have. */
const KEPT = 200;

const OF_THE_FILE: ReadonlySet<string> = new Set([
  'MEDIA_CRASHES',
  'READ_FAILED',
  'SOURCE_CHANGED',
  'SOURCE_MISSING',
  'SOURCE_OFFLINE',
]);

/** What is wrong with the file, not with the machine at the moment. */
export const isOfTheFile = (error: unknown): boolean =>
  error instanceof HaemaError && OF_THE_FILE.has(error.code);

export class DiscTracks {
  readonly #engine: Pick<Engine, 'discTracks'>;
  /** By file and version. */
  readonly #known = new Map<string, Promise<readonly DiscTrack[]>>();
  readonly #stopped = new AbortController();

  constructor(engine: Pick<Engine, 'discTracks'>) {
    this.#engine = engine;
  }

  stop(): void {
    this.#stopped.abort();
  }

  /**
   * Those that can be drawn: first the one that the file calls the chosen one. None where the file
   * cannot be read.
   * @throws BUSY, TIMED_OUT, ENGINE_FAILED: then nothing is known yet of this version
   */
  async of(index: SourceRef): Promise<readonly DiscTrack[]> {
    const look = (): Promise<readonly DiscTrack[]> => this.#look(index);
    try {
      return await remembered(this.#known, JSON.stringify(index), KEPT, look);
    } catch (error) {
      if (isOfTheFile(error)) return [];
      throw error;
    }
  }

  /** What is none stays so. */
  async #look(index: SourceRef): Promise<readonly DiscTrack[]> {
    try {
      return await this.#engine.discTracks(index, this.#stopped.signal);
    } catch (error) {
      if (error instanceof HaemaError && error.code === 'MEDIA_INVALID') return [];
      throw error;
    }
  }
}
