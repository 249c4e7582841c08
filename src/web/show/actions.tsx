/** The ways to begin, and what to note of it. */
import { Check, Play, RotateCcw } from 'lucide';
import { useEffect } from 'preact/hooks';
import type { Loaded } from '../data/resource.ts';
import { mark, type ShowFacts } from '../data/show.ts';
import { episodeCode } from '../episodes.ts';
import { length } from '../format.ts';
import { Icon } from '../parts/icon.tsx';
import { keepFocus } from '../parts/icon-button.tsx';
import { foresee } from '../player/opening.ts';
import { watchPath } from '../router.ts';
import type { Next } from '../watching.ts';
import { words } from '../words/words.ts';

interface Props {
  readonly facts: Loaded<ShowFacts>;
  readonly value: ShowFacts;
}

export const Actions = ({ facts, value }: Props) => {
  const { show, next } = value;
  const { id } = show.info;
  const first = next?.video_id ?? (show.kind === 'movie' ? show.video_id : undefined);
  const videoId = show.offline ? undefined : first;
  useEffect(() => {
    // A finger rests upon nothing before it presses.
    if (videoId !== undefined) foresee(watchPath(videoId, id), videoId);
  }, [videoId, id]);
  return (
    <div class="show-actions" data-row>
      {videoId !== undefined && (
        <a class="button primary" href={watchPath(videoId, id)} data-first data-focus="play">
          <Icon of={Play} />
          {next === null ? words.show.play : playWords(next)}
        </a>
      )}
      {next !== null && next.resume > 0 && !show.offline && (
        <a class="button" href={`${watchPath(next.video_id, id)}&t=0`} data-focus="over">
          <Icon of={RotateCcw} />
          {words.show.startOver}
        </a>
      )}
      <WatchedButton facts={facts} value={value} />
    </div>
  );
};

/** `Play 1×02`, `Resume · 12 min left` */
const playWords = ({ episode, resume, duration, finished }: Next): string => {
  const { show } = words;
  const code = episode === null ? '' : episodeCode(episode) || episode.title;
  if (finished === true) return show.again;
  if (code !== '') return resume > 0 ? show.goOn(code) : show.playIt(code);
  if (resume === 0) return show.play;
  return duration === null ? show.resume('') : show.resume(leftOf(duration - resume));
};

const leftOf = (seconds: number): string => words.length.left(length(seconds));

/** Of all of it. */
const WatchedButton = ({ facts, value: { show, next, progress } }: Props) => {
  const isFilm = show.kind === 'movie';
  const watched = isFilm
    ? progress.some((it) => it.watched && it.resume === 0)
    : next?.finished === true;
  const { markWatched, markUnwatched } = words.show;
  const toggle = (): void => {
    mark(show.info.id, { watched: !watched }).then(facts.reload, facts.reload);
  };
  return (
    <button
      type="button"
      class={`button${watched ? ' on' : ''}`}
      onClick={toggle}
      onMouseDown={keepFocus}
      data-focus="watched"
    >
      <Icon of={Check} />
      {watched ? markUnwatched : markWatched}
    </button>
  );
};
