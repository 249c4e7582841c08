/** The episodes of a season. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import type { Loaded } from '../data/resource.ts';
import { type Episode, mark, type Series, type ShowFacts } from '../data/show.ts';
import { keepFocus } from '../parts/icon-button.tsx';
import { words } from '../words/words.ts';
import { EpisodeItem } from './episode-item.tsx';
import { marked, seasonsOf, standingOf } from './seasons.ts';

interface Props {
  /** Of the history. */
  readonly entry: number;
  readonly series: Series;
  readonly value: ShowFacts;
  readonly facts: Loaded<ShowFacts>;
}

/** Entries of the history, and seasons at them, beyond this are begun anew. */
const MOST = 50;
/** Which season somebody looked at, by entries of the history. */
const looked = new Map<number, number>();
/** How many episodes were there, by entries and seasons: else the place in them is not there. */
const grown = new Map<string, number>();

const note = <Key,>(map: Map<Key, number>, key: Key, value: number): void => {
  map.delete(key);
  map.set(key, value);
  if (map.size > MOST) map.delete(map.keys().next().value as Key);
};

export const Episodes = ({ entry, series, value, facts }: Props) => {
  const seasons = seasonsOf(series.episodes);
  const [season, setSeason] = useState(
    looked.get(entry) ?? value.next?.episode?.season ?? seasons[0] ?? 0,
  );
  const shown = series.episodes.filter((episode) => episode.season === season);
  const choose = (chosen: number): void => {
    note(looked, entry, chosen);
    setSeason(chosen);
  };
  const toggle = (episode: Episode, watched: boolean): void => {
    facts.expect(marked(value, [episode], watched));
    const { video_id } = episode;
    mark(series.info.id, { watched, video_id }).then(facts.reload, facts.reload);
  };
  return (
    <section class="episodes" aria-label={words.show.episodes}>
      {seasons.length > 1 && <Seasons {...{ seasons, season, choose }} />}
      <Growing key={season} id={`${entry}:${season}`} count={shown.length}>
        {(count) =>
          shown
            .slice(0, count)
            .map((episode) => (
              <EpisodeItem
                key={episode.id}
                episode={episode}
                showId={series.info.id}
                standing={standingOf(episode, value.progress)}
                toggle={(watched) => toggle(episode, watched)}
              />
            ))
        }
      </Growing>
    </section>
  );
};

interface SeasonsProps {
  readonly seasons: readonly number[];
  readonly season: number;
  readonly choose: (season: number) => void;
}

const Seasons = ({ seasons, season, choose }: SeasonsProps) => (
  <nav class="seasons" aria-label={words.show.seasons} data-row data-scroll>
    {seasons.map((number) => (
      <button
        key={number}
        type="button"
        class="choice"
        aria-pressed={number === season}
        onClick={() => choose(number)}
        onMouseDown={keepFocus}
        data-focus={`season:${number}`}
      >
        {words.show.season(number)}
      </button>
    ))}
  </nav>
);

/** A season is rarely longer; of a daily one more is made as its end comes near. */
const AT_ONCE = 60;
/** Pixels below the screen. */
const AHEAD = 1500;

interface GrowingProps {
  /** What it is kept by, and stays the same. */
  readonly id: string;
  readonly count: number;
  readonly children: (count: number) => ComponentChildren;
}

const Growing = ({ id, count, children }: GrowingProps) => {
  const [shown, setShown] = useState(grown.get(id) ?? AT_ONCE);
  useLayoutEffect(() => {
    if (shown >= count) return;
    const grow = (): void => {
      const { scrollHeight } = document.documentElement;
      const left = scrollHeight - window.pageYOffset - window.innerHeight;
      if (left >= AHEAD) return;
      note(grown, id, shown + AT_ONCE);
      setShown(shown + AT_ONCE);
    };
    window.addEventListener('scroll', grow, { passive: true });
    return () => window.removeEventListener('scroll', grow);
  }, [shown, count]);
  return <ol class="episode-list">{children(shown)}</ol>;
};
