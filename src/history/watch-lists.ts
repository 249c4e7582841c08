/** What to watch next, and what was watched, in the API's own spelling. */
import type { Library } from '../library/library.ts';
import type { Shelved, ShowPlace } from '../library/shows/shelf.ts';
import type { Episode, Series, Show } from '../library/shows/types.ts';
import type { History, Places } from './history.ts';
import { itemOf, itemsOf, videoOfItem } from './items.ts';
import { isUnfinished, type Progress, type Watching } from './progress.ts';
import { progressJson } from './progress-json.ts';
import type { ProgressRow } from './store.ts';

/** Rows of the past that are looked at for what is to be continued. */
const RECENT = 500;

/** What a show, a season or an episode is marked as. */
export interface Mark {
  /** Without it what is to be continued is only taken out of that list. */
  readonly watched?: boolean | undefined;
  readonly season?: number | undefined;
  readonly videoId?: string | undefined;
}

export class WatchLists {
  readonly #history: History;
  readonly #library: Library;

  constructor(history: History, library: Library) {
    this.#history = history;
    this.#library = library;
  }

  /** One a show: what was not seen to its end, or the next episode. What was watched last first. */
  async toContinue(profileId: string, limit: number) {
    const shelved = await this.#library.shelved();
    const places = this.#history.places(profileId);
    const shows = new Set<Show>();
    const found: object[] = [];
    for (const row of this.#recent(profileId, Number.MAX_SAFE_INTEGER, RECENT)) {
      const { show } = placeOf(shelved, row) ?? {};
      if (show === undefined || shows.has(show)) continue;
      shows.add(show);
      const next = nextOf(show, row, places, shelved);
      if (next !== null) found.push(entry(next, places));
      if (found.length === limit) break;
    }
    return { continue: found };
  }

  /** What to play of a show. @throws NOT_FOUND */
  async next(profileId: string, showId: string) {
    const shelved = await this.#library.shelved();
    const show = await this.#library.show(showId);
    const places = this.#history.places(profileId);
    const rows = this.#history.recent(profileId, {
      beforeMs: Number.MAX_SAFE_INTEGER,
      limit: RECENT,
    });
    const last = rows.find((row) => placeOf(shelved, row)?.show === show);
    const first: Next = {
      show,
      episode: show.kind === 'series' ? (show.episodes[0] ?? null) : null,
    };
    const next = last === undefined ? first : nextOf(show, last, places, shelved);
    return next === null ? { ...entry(first, places), finished: true } : entry(next, places);
  }

  /** The last first. `beforeMs`: of the last one of the page before. */
  async watched(profileId: string, beforeMs: number, limit: number) {
    const shelved = await this.#library.shelved();
    const rows = this.#recent(profileId, beforeMs, limit);
    return {
      history: rows.flatMap((row) => {
        const place = placeOf(shelved, row);
        if (place === null) return [];
        const { show, episode } = place;
        return [{ ...namesOf({ show, episode }), ...progressJson(row.videoId, row) }];
      }),
    };
  }

  /** Where someone stopped in all that belongs to a show. @throws NOT_FOUND */
  async ofShow(profileId: string, showId: string) {
    const show = await this.#library.show(showId);
    const places = this.#history.places(profileId);
    const known = watchingsOf(show, profileId).flatMap((watching) => {
      const progress = places.of(watching);
      return progress === null ? [] : [progressJson(watching.videoId, progress)];
    });
    return { progress: known };
  }

  /** @throws NOT_FOUND */
  async mark(profileId: string, showId: string, { watched, season, videoId }: Mark) {
    const show = await this.#library.show(showId);
    const items = watchingsOf(show, profileId, season).filter(
      (watching) => videoId === undefined || watching.videoId === videoId,
    );
    if (watched === undefined) this.#history.hide(items);
    else this.#history.mark(items, watched);
    return this.ofShow(profileId, showId);
  }

  #recent(profileId: string, beforeMs: number, limit: number): ProgressRow[] {
    const rows = this.#history.recent(profileId, { beforeMs, limit });
    const items = new Set<string>();
    return rows.filter(({ item }) => items.size !== items.add(item).size);
  }
}

interface Next {
  readonly show: Show;
  /** Null for a film. */
  readonly episode: Episode | null;
}

/** Of the video itself, or of another copy where its file is gone. */
const placeOf = (shelved: Shelved, { videoId, item }: ProgressRow): ShowPlace | null =>
  shelved.byVideo.get(videoId) ?? shelved.byVideo.get(videoOfItem(shelved, item) ?? '') ?? null;

/** Null when nothing is left. `last`: what was watched last of the show. */
const nextOf = (show: Show, last: ProgressRow, places: Places, shelved: Shelved): Next | null => {
  if (last.hidden) return null;
  if (show.kind === 'movie') return isUnfinished(last) ? { show, episode: null } : null;
  const { episode = null } = placeOf(shelved, last) ?? {};
  if (episode === null) return null;
  if (isUnfinished(last)) return { show, episode };
  return after(show, episode, places);
};

/** The next one that was not watched. Specials stand last and are not come to on the way. */
const after = (show: Series, episode: Episode, places: Places): Next | null => {
  const next = show.episodes
    .slice(episode.index + 1)
    .find((it) => it.season !== 0 && placeIn(it, places)?.watched !== true);
  return next === undefined ? null : { show, episode: next };
};

const placeIn = (of: Show | Episode, places: Places): Progress | null => {
  const [item] = itemsOf(of);
  return item === undefined ? null : places.of({ videoId: videoIdOf(of), item });
};

const videoIdOf = (of: Show | Episode): string =>
  'versions' in of ? (of.versions[0]?.videoIds[0] ?? '') : '';

const namesOf = ({ show, episode }: Next) => ({
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

const entry = (next: Next, places: Places) => {
  const of = next.episode ?? next.show;
  return { ...namesOf(next), ...progressJson(videoIdOf(of), placeIn(of, places)) };
};

/** All that can be watched of a show, each once, in its best version. */
const watchingsOf = (show: Show, profileId: string, season?: number): Watching[] => {
  const all = show.kind === 'movie' ? [show] : show.episodes;
  const wanted = all.filter(
    (of) => season === undefined || ('season' in of && of.season === season),
  );
  return wanted.flatMap((of) => {
    const episode = 'season' in of ? of : null;
    const ids = of.versions[0]?.videoIds ?? [];
    return ids.map((videoId) => ({
      profileId,
      videoId,
      item: itemOf(videoId, { show, episode }),
    }));
  });
};
