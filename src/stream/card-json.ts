/** Films and series as lists show them, in the API's own spelling. */
import type { Show } from '../library/shows/types.ts';
import { type Known, showJson } from './show-json.ts';

export type CardJson = ReturnType<typeof cardJson>;

const cardJson = (show: Show, known: Known) => {
  const json = showJson(show, known);
  const { id, title, sort_title, year, added } = json.info;
  const { kind, format, offline } = json;
  const common = { id, kind, title, sort_title, year, added, format, offline };
  if (json.kind === 'movie') {
    const { video_id, duration } = json;
    return { ...common, video_id, duration, seasons: 0, episodes: 0 };
  }
  const seasons = new Set(json.episodes.map(({ season }) => season));
  seasons.delete(0);
  const counts = { seasons: seasons.size, episodes: json.episodes.length };
  return { ...common, video_id: null, duration: null, ...counts };
};

/** In steps: series may have hundreds of episodes. */
export function* cardsJson(shows: readonly Show[], known: Known): Generator<void, CardJson[]> {
  const made: CardJson[] = [];
  for (const show of shows) {
    made.push(cardJson(show, known));
    yield;
  }
  return made;
}
