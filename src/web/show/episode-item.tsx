/** An episode as a row: which one it is, what it is about, how much of it was seen. */
import { Check } from 'lucide';
import { joined } from '../data/cards.ts';
import type { Episode, Version } from '../data/show.ts';
import { length } from '../format.ts';
import { SeenBar } from '../parts/card.tsx';
import { Icon } from '../parts/icon.tsx';
import { keepFocus } from '../parts/icon-button.tsx';
import { Picture } from '../parts/picture.tsx';
import { watchPath } from '../router.ts';
import { words } from '../words/words.ts';
import type { Standing } from './seasons.ts';

interface Props {
  readonly episode: Episode;
  readonly showId: string;
  readonly standing: Standing;
  readonly toggle: (watched: boolean) => void;
}

export const EpisodeItem = ({ episode, showId, standing, toggle }: Props) => {
  const { id, title, duration, offline, versions } = episode;
  const { part, watched, videoId } = standing;
  return (
    <li class={`episode-item${watched ? ' watched' : ''}`} data-block>
      <a
        class={`episode${offline ? ' away' : ''}`}
        href={watchPath(videoId, showId)}
        data-focus={`episode:${id}`}
      >
        <Picture id={id} title={title} address={episode.thumbnail}>
          {part > 0 && <SeenBar part={part} />}
        </Picture>
        <span class="episode-words">
          <span class="episode-title">
            {numbered(episode)}
            {title}
          </span>
          <span class="episode-note">
            {joined(
              offline ? words.offline : null,
              duration === null ? null : length(duration),
              part > 0 && duration !== null
                ? words.length.left(length((1 - part) * duration))
                : null,
            )}
          </span>
          {episode.plot !== null && <span class="episode-plot">{episode.plot}</span>}
        </span>
      </a>
      <WatchedToggle {...{ title, watched, toggle }} />
      {versions.length > 1 && <OtherVersions versions={versions} showId={showId} />}
    </li>
  );
};

const numbered = ({ numbers }: Episode) =>
  numbers.length > 0 && <span class="episode-number">{`${numbers.join('–')}. `}</span>;

interface ToggleProps {
  readonly title: string;
  readonly watched: boolean;
  readonly toggle: (watched: boolean) => void;
}

const WatchedToggle = ({ title, watched, toggle }: ToggleProps) => {
  const { markEpisode, unmarkEpisode } = words.show;
  const label = (watched ? unmarkEpisode : markEpisode)(title);
  return (
    <button
      type="button"
      class="icon-button episode-check"
      aria-label={label}
      title={label}
      onClick={() => toggle(!watched)}
      onMouseDown={keepFocus}
    >
      <Icon of={Check} />
    </button>
  );
};

/** The best one is what the row itself plays. */
const OtherVersions = ({ versions, showId }: { versions: readonly Version[]; showId: string }) => (
  <span class="episode-versions">
    {versions.map(({ video_id, label, name }) => (
      <a key={video_id} class="chip" href={watchPath(video_id, showId)}>
        {label ?? name}
      </a>
    ))}
  </span>
);
