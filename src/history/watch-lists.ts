/** What to watch next, and what was watched, in the API's own spelling. */
import { inSlices } from '../core/slices.ts';
import type { Library } from '../library/library.ts';
import type { Shelved, ShowPlace } from '../library/shows/shelf.ts';
import type { Show } from '../library/shows/types.ts';
import type { History, Places } from './history.ts';
import { itemOf, videoOfItem } from './items.ts';
import { type Begun, begunOf, type Next, type Seen, seenOf, standingOf } from './next-up.ts';
import { isNever, type Watching } from './progress.ts';
import { progressJson } from './progress-json.ts';
import type { ProgressRow } from './store.ts';

/** What a show, a season or a video is marked as. */
export interface Mark {
  /** Without it what is to be continued is only taken out of that list. */
  readonly watched?: boolean | undefined;
  readonly season?: number | undefined;
  readonly videoId?: string | undefined;
}

export class WatchLists {
  readonly #history: History;
  readonly #library: Pick<Library, 'shelved' | 'show'>;
  readonly #seen = new WeakMap<Places, { readonly shelved: Shelved; readonly seen: SeenById }>();

  constructor(history: History, library: Pick<Library, 'shelved' | 'show'>) {
    this.#history = history;
    this.#library = library;
  }

  /** One a show: what was not seen to its end, or the next episode. What was watched last first. */
  async toContinue(profileId: string, limit: number) {
    const shelved = await this.#library.shelved();
    const places = this.#history.places(profileId);
    const found: Entry[] = [];
    for (const [show, begun] of begunByShow(shelved, places)) {
      if (found.length === limit) break;
      if (begun[0]?.row.hidden === true) continue;
      const { next, state } = standingOf(show, begun, places);
      if (state === 'begun') found.push(entry(next, places));
    }
    return { continue: found.map((it) => ({ ...it, next_up: it.resume === 0 })) };
  }

  /** How much was seen of shows, by their ids: of all of which something was begun. */
  async seen(profileId: string): Promise<SeenById> {
    const shelved = await this.#library.shelved();
    const places = this.#history.places(profileId);
    const known = this.#seen.get(places);
    if (known?.shelved === shelved) return known.seen;
    const seen = await inSlices(seenByShow(shelved, places));
    this.#seen.set(places, { shelved, seen });
    return seen;
  }

  /** What to play of a show. @throws NOT_FOUND */
  async next(profileId: string, showId: string) {
    const { show, shelved } = await this.#find(showId);
    const places = this.#history.places(profileId);
    const begun = begunByShow(shelved, places).get(show) ?? [];
    const { next, state } = standingOf(show, begun, places);
    return { ...entry(next, places), ...(state === 'finished' && { finished: true as const }) };
  }

  /** The last first. `cursor`: the `next` of the page before. */
  async watched(profileId: string, limit: number, cursor?: string) {
    const shelved = await this.#library.shelved();
    const isLater = laterThan(cursor);
    const history: Entry[] = [];
    let last: ProgressRow | null = null;
    for (const row of this.#history.places(profileId).newestFirst) {
      const found = isNever(row) || !isLater(row) ? null : placed(shelved, row);
      if (found === null) continue;
      if (history.length === limit) return { history, next: cursorOf(last) };
      history.push({ ...namesOf(found.place), ...progressJson(found.videoId, row) });
      last = row;
    }
    return { history, next: null };
  }

  /** Where someone stopped in all that belongs to a show. @throws NOT_FOUND */
  async ofShow(profileId: string, showId: string) {
    const { show } = await this.#find(showId);
    const places = this.#history.places(profileId);
    const known = oneAnItem(watchingsOf(show, profileId)).flatMap((watching) => {
      const progress = places.of(watching);
      return progress === null ? [] : [progressJson(watching.videoId, progress)];
    });
    return { progress: known };
  }

  /** @throws NOT_FOUND */
  async mark(profileId: string, showId: string, { watched, season, videoId }: Mark) {
    const { show } = await this.#find(showId);
    const all = watchingsOf(show, profileId, season).filter(
      (watching) => videoId === undefined || watching.videoId === videoId,
    );
    if (watched === undefined) this.#history.hide(all);
    else this.#history.mark(oneAnItem(all), watched);
    return this.ofShow(profileId, showId);
  }

  async #find(showId: string): Promise<{ shelved: Shelved; show: Show }> {
    const shelved = await this.#library.shelved();
    return { shelved, show: shelved.byId.get(showId) ?? (await this.#library.show(showId)) };
  }
}

type SeenById = ReadonlyMap<string, Seen>;

function* seenByShow(shelved: Shelved, places: Places): Generator<void, SeenById> {
  const seen = new Map<string, Seen>();
  for (const row of places.newestFirst) {
    const show = placed(shelved, row)?.place.show;
    if (show !== undefined && !seen.has(show.info.id)) {
      seen.set(show.info.id, seenOf(show, places));
    }
    yield;
  }
  return seen;
}

/** The show first of which something was watched last. */
const begunByShow = (shelved: Shelved, places: Places): Map<Show, Begun[]> => {
  const shows = new Map<Show, Begun[]>();
  for (const row of places.newestFirst) {
    const { place, videoId } = placed(shelved, row) ?? {};
    if (place === undefined || videoId === undefined) continue;
    const begun = begunOf(place, videoId, row);
    if (begun === null) continue;
    const known = shows.get(place.show);
    if (known === undefined) shows.set(place.show, [begun]);
    else known.push(begun);
  }
  return shows;
};

interface Placed {
  readonly place: ShowPlace;
  readonly videoId: string;
}

/** The video itself, or another copy where its file is gone; null where there is none. */
const placed = (shelved: Shelved, row: ProgressRow): Placed | null => {
  const own = shelved.byVideo.get(row.videoId);
  if (own !== undefined) return { place: own, videoId: row.videoId };
  const videoId = videoOfItem(shelved, row.item);
  const place = videoId === null ? undefined : shelved.byVideo.get(videoId);
  return videoId === null || place === undefined ? null : { place, videoId };
};

const cursorOf = (last: ProgressRow | null): string | null =>
  last === null ? null : Buffer.from(`${last.updatedMs}:${last.videoId}`).toString('base64url');

/** In the order of `newestFirst`, so that what is watched meanwhile shifts nothing. */
const laterThan = (cursor: string | undefined): ((row: ProgressRow) => boolean) => {
  if (cursor === undefined) return () => true;
  const [ms, last = ''] = Buffer.from(cursor, 'base64url').toString().split(':');
  return ({ updatedMs, videoId }) =>
    updatedMs < Number(ms) || (updatedMs === Number(ms) && videoId < last);
};

const namesOf = ({ show, episode }: ShowPlace) => ({
  show_id: show.info.id,
  kind: show.kind,
  title: show.info.title,
  year: show.info.year,
  episode:
    episode === null
      ? null
      : {
          id: episode.id,
          season: episode.season,
          numbers: episode.numbers,
          title: episode.title,
        },
});

type Entry = ReturnType<typeof entry>;

const entry = (next: Next, places: Places) => {
  const { videoId } = next;
  const progress = places.of({ videoId, item: itemOf(videoId, next) });
  return { ...namesOf(next), ...progressJson(videoId, progress) };
};

/** All that can be watched of a show, the best version of each first. */
const watchingsOf = (show: Show, profileId: string, season?: number): Watching[] => {
  const all = show.kind === 'movie' ? [show] : show.episodes;
  const wanted = all.filter(
    (of) => season === undefined || ('season' in of && of.season === season),
  );
  return wanted.flatMap((of) => {
    const episode = 'season' in of ? of : null;
    const ids = of.versions.flatMap(({ videoIds }) => videoIds);
    return ids.map((videoId) => {
      return { profileId, videoId, item: itemOf(videoId, { show, episode }) };
    });
  });
};

const oneAnItem = (watchings: readonly Watching[]): Watching[] => {
  const items = new Set<string>();
  return watchings.filter(({ item }) => items.size !== items.add(item).size);
};
