/** The shows that there are now, made when somebody asks and something has changed. */
import { inSlices } from '../../core/slices.ts';
import type { VideoRow } from '../files.ts';
import { ShowIndex, type Tellings } from './show-index.ts';
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
  readonly byEpisode: ReadonlyMap<string, Episode>;
}

export interface ShelfSource {
  /** Higher after every change. */
  readonly revision: number;
  presentInSteps(): AsyncIterable<readonly VideoRow[]>;
}

/** What is made of a catalog changes with it, and with what was written down. */
export const shelfSource = (
  catalog: ShelfSource,
  told: Pick<ShelfSource, 'revision'>,
): ShelfSource => ({
  get revision() {
    return catalog.revision + told.revision;
  },
  presentInSteps: () => catalog.presentInSteps(),
});

/** While a scan changes them all the time, shows are made again after this long, not before. */
const PAUSE_MS = 2000;

export class Shelf {
  readonly #source: ShelfSource;
  readonly #isServed: (root: string) => boolean;
  readonly #nowMs: () => number;
  readonly #index: ShowIndex;
  #shelved: { readonly revision: number; readonly now: Shelved } | null = null;
  #making: Promise<Shelved> | null = null;
  #madeAt = Number.NEGATIVE_INFINITY;

  constructor(
    source: ShelfSource,
    isServed: (root: string) => boolean,
    nowMs: () => number = () => performance.now(),
    tellings?: Tellings,
  ) {
    this.#index = new ShowIndex(tellings);
    this.#source = source;
    this.#isServed = isServed;
    this.#nowMs = nowMs;
  }

  /** At once, as they were a while ago where a scan has changed something since; never none. */
  now(): Promise<Shelved> {
    const shelved = this.#shelved;
    if (shelved?.revision === this.#source.revision) return Promise.resolve(shelved.now);
    if (shelved === null || shelved.now.sorted.length === 0) return this.#made();
    if (this.#nowMs() - this.#madeAt >= PAUSE_MS) {
      this.#made().catch(() => undefined); // whoever asks next tries again
    }
    return Promise.resolve(shelved.now);
  }

  /** With all that had changed when this was called, for the end of a scan: changes go on. */
  async newest(): Promise<Shelved> {
    const { revision } = this.#source;
    for (;;) {
      const shelved = this.#shelved;
      if (shelved !== null && shelved.revision >= revision) return shelved.now;
      await this.#made();
    }
  }

  #made(): Promise<Shelved> {
    this.#making ??= this.#make().finally(() => {
      this.#making = null;
      this.#madeAt = this.#nowMs();
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
  const byEpisode = new Map<string, Episode>();
  for (const { show } of sorted) {
    byId.set(show.info.id, show);
    placeVideos(show, byVideo);
    if (show.kind === 'series') for (const it of show.episodes) byEpisode.set(it.id, it);
    if (byId.size % STEP === 0) yield;
  }
  return { sorted, byId, byVideo, byEpisode };
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
