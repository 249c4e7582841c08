/** Episodes by season, and what is known of each. Pure. */
import type { Episode, ShowFacts } from '../data/show.ts';
import { isVideoOf } from '../episodes.ts';
import type { Progress } from '../watching.ts';

/** In the order in which they are watched. */
export const seasonsOf = (episodes: readonly { readonly season: number }[]): number[] =>
  Array.from(new Set(episodes.map(({ season }) => season)));

export interface Standing {
  readonly videoId: string;
  /** 0 to 1 of what is being watched; 0 where nobody is in the middle of it. */
  readonly part: number;
  readonly watched: boolean;
}

/** How far somebody is in an episode, and which of its videos goes on with it. */
export const standingOf = (episode: Episode, progress: readonly Progress[]): Standing => {
  const place = progress.find(({ video_id }) => isVideoOf(episode, video_id));
  if (place === undefined) return { videoId: episode.video_id, part: 0, watched: false };
  const part = place.duration === null ? 0 : place.resume / place.duration;
  const videoId = place.resume > 0 ? place.video_id : episode.video_id;
  return { videoId, part, watched: place.watched && part === 0 };
};

/** What is known once the server has taken the mark: until it has answered, that is shown. */
export const marked = (
  facts: ShowFacts,
  episodes: readonly Episode[],
  watched: boolean,
): ShowFacts => {
  const rest = facts.progress.filter((it) => !episodes.some((one) => isVideoOf(one, it.video_id)));
  const now = episodes.map(({ video_id, duration }): Progress => {
    return { video_id, position: 0, duration, watched, resume: 0 };
  });
  return { show: facts.show, next: facts.next, progress: rest.concat(now) };
};
