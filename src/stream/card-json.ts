/** Films and series as lists show them, in the API's own spelling. */
import type { Series, Show, Version } from '../library/shows/types.ts';
import { bestFormat } from './format-json.ts';
import { bestOf, infoJson, type Known, versionJson } from './show-json.ts';

export type CardJson = ReturnType<typeof cardJson>;

const cardJson = (show: Show, known: Known) => {
  const { id, title, sort_title, year, added } = infoJson(show.info);
  const colour = colourName(known.colours.get(id));
  const common = { id, kind: show.kind, title, sort_title, year, added, colour };
  const best = (versions: readonly Version[]) =>
    bestOf(versions.map((it) => versionJson(it, known)));
  if (show.kind === 'movie') return { ...common, ...best(show.versions), seasons: 0, episodes: 0 };
  const episodes = show.episodes.map(({ versions }) => best(versions));
  const offline = episodes.every((episode) => episode.offline);
  const format = bestFormat(episodes.flatMap((episode) => episode.format ?? []));
  return { ...common, format, offline, video_id: null, duration: null, ...countsOf(show) };
};

/** As CSS has it. */
const colourName = (colour: number | undefined): string | null =>
  colour === undefined ? null : `#${colour.toString(16).padStart(6, '0')}`;

/** Specials are no season. */
const countsOf = ({ episodes }: Series) => {
  const seasons = new Set(episodes.map(({ season }) => season));
  seasons.delete(0);
  return { seasons: seasons.size, episodes: episodes.length };
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
