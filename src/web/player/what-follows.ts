/** What is played when a video has ended. */
import type { Show, Version } from '../api.ts';
import { episodeCode, isVideoOf } from '../episodes.ts';

export interface Following {
  readonly video_id: string;
  /** `1×02 · Tabula Rasa`, `Part 2` */
  readonly title: string;
}

/** The next part, else the next episode; null after the last one. Specials follow specials only. */
export const whatFollows = (show: Show, videoId: string): Following | null => {
  if (show.kind === 'movie') return nextPart(show.versions, videoId);
  const at = show.episodes.findIndex((episode) => isVideoOf(episode, videoId));
  const episode = show.episodes[at];
  if (episode === undefined) return null;
  const part = nextPart(episode.versions, videoId);
  if (part !== null) return part;
  const next = show.episodes[at + 1];
  if (next === undefined || (next.season === 0) !== (episode.season === 0)) return null;
  const title = [episodeCode(next), next.title].filter(Boolean).join(' · ');
  return { video_id: next.video_id, title };
};

const nextPart = (versions: readonly Version[], videoId: string): Following | null => {
  for (const { parts } of versions) {
    const next = parts.indexOf(videoId) + 1;
    const part = parts[next];
    if (next > 0 && part !== undefined) return { video_id: part, title: `Part ${next + 1}` };
  }
  return null;
};
