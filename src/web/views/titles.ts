/** Films and episodes as one list: each of them is something to press play on. */
import type { Episode, Movie, Series, Show } from '../api.ts';

export interface Title {
  readonly title: string;
  readonly video_id: string;
  /** Seconds; null while nobody has looked. */
  readonly duration: number | null;
}

/** In the order of the shows, and of the episodes within them. */
export const titlesOf = (shows: readonly Show[]): Title[] => {
  const titles: Title[] = [];
  for (const show of shows) {
    if (show.kind === 'movie') titles.push(filmTitle(show));
    else for (const episode of show.episodes) titles.push(episodeTitle(show, episode));
  }
  return titles;
};

const filmTitle = ({ info: { title, year }, video_id, duration }: Movie): Title => ({
  title: year === null ? title : `${title} (${year})`,
  video_id,
  duration,
});

const episodeTitle = ({ info }: Series, { season, numbers, ...episode }: Episode): Title => {
  const { title, video_id, duration } = episode;
  const code = numbers.length === 0 ? '' : ` ${season}×${numbers.map(twoDigits).join('–')}`;
  return { title: `${info.title}${code} · ${title}`, video_id, duration };
};

const twoDigits = (number: number): string => (number < 10 ? `0${number}` : `${number}`);
