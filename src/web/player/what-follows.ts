/** What is played when a video has ended, and what would have come before it. */
import type { Show, Version } from '../data/show.ts';
import { episodeCode, isVideoOf } from '../episodes.ts';
import { words } from '../words/player.ts';

export interface Following {
  readonly video_id: string;
  /** `1×02 · Tabula Rasa`, `Part 2` */
  readonly title: string;
}

/** What comes before and after a video, of the show that it belongs to; null where nothing does. */
export interface Neighbours {
  readonly previous: Following | null;
  readonly next: Following | null;
}

export const neighboursOf = (show: Show, videoId: string): Neighbours => ({
  previous: besides(show, videoId, -1),
  next: besides(show, videoId, 1),
});

/** Another part, else another episode. Specials follow specials only. */
const besides = (show: Show, videoId: string, step: 1 | -1): Following | null => {
  if (show.kind === 'movie') return partBesides(show.versions, videoId, step);
  const at = show.episodes.findIndex((episode) => isVideoOf(episode, videoId));
  const episode = show.episodes[at];
  if (episode === undefined) return null;
  const part = partBesides(episode.versions, videoId, step);
  if (part !== null) return part;
  const other = show.episodes[at + step];
  if (other === undefined || (other.season === 0) !== (episode.season === 0)) return null;
  const title = [episodeCode(other), other.title].filter(Boolean).join(' · ');
  return { video_id: other.video_id, title };
};

const partBesides = (
  versions: readonly Version[],
  videoId: string,
  step: 1 | -1,
): Following | null => {
  for (const { parts } of versions) {
    const at = parts.indexOf(videoId);
    const part = at === -1 ? undefined : parts[at + step];
    if (part !== undefined) return { video_id: part, title: words.part(at + step + 1) };
  }
  return null;
};
