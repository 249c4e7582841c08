/** The shows that there are now, made when somebody asks and something has changed. */
import { inSlices } from '../../core/slices.ts';
import type { VideoRow } from '../files.ts';
import { ShowIndex } from './show-index.ts';
import { type Keyed, sortedByTitle } from './sorted.ts';
import type { Episode, Show } from './types.ts';

/** Where a video belongs. */
export interface ShowPlace {
  readonly show: Show;
  /** Null for a film, and for what is beside it. */
  readonly episode: Episode | null;
}

export interface Shelved {
  /** By title, as people sort. */
  readonly sorted: readonly Keyed[];
  readonly byId: ReadonlyMap<string, Show>;
  readonly byVideo: ReadonlyMap<string, ShowPlace>;
}

export interface ShelfSource {
  /** Another one after every change. */
  readonly revision: number;
  presentInSteps(): AsyncIterable<readonly VideoRow[]>;
}

export class Shelf {
  readonly #source: ShelfSource;
  readonly #isServed: (root: string) => boolean;
  readonly #index = new ShowIndex();
  #shelved: { readonly revision: number; readonly now: Shelved } | null = null;
  #making: Promise<Shelved> | null = null;

  constructor(source: ShelfSource, isServed: (root: string) => boolean) {
    this.#source = source;
    this.#isServed = isServed;
  }

  /** Who asks while they are made gets them as they were when that began. */
  now(): Promise<Shelved> {
    if (this.#shelved?.revision === this.#source.revision)
      return Promise.resolve(this.#shelved.now);
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
    });
    return this.#making;
  }

  /** Fulfils when nothing is read any more. */
  async settled(): Promise<void> {
    await this.#making?.catch(() => undefined);
  }

  async #make(): Promise<Shelved> {
    const { revision } = this.#source;
    const files: VideoRow[] = [];
    for await (const rows of this.#source.presentInSteps()) {
      files.push(...rows.filter(({ root }) => this.#isServed(root)));
    }
    const now = await inSlices(shelve(this.#index, files));
    this.#shelved = { revision, now };
    return now;
  }
}

/** Shows between two chances to do something else. */
const STEP = 200;

function* shelve(index: ShowIndex, files: readonly VideoRow[]): Generator<void, Shelved> {
  const sorted = yield* sortedByTitle(yield* index.update(files));
  const byId = new Map<string, Show>();
  const byVideo = new Map<string, ShowPlace>();
  for (const { show } of sorted) {
    byId.set(show.info.id, show);
    placeVideos(show, byVideo);
    if (byId.size % STEP === 0) yield;
  }
  return { sorted, byId, byVideo };
}

const placeVideos = (show: Show, byVideo: Map<string, ShowPlace>): void => {
  const place = { show, episode: null };
  for (const { videoId } of show.extras) byVideo.set(videoId, place);
  if (show.kind === 'movie') {
    for (const { videoIds } of show.versions) for (const id of videoIds) byVideo.set(id, place);
    return;
  }
  for (const episode of show.episodes) {
    const within = { show, episode };
    for (const { videoIds } of episode.versions) for (const id of videoIds) byVideo.set(id, within);
  }
};
