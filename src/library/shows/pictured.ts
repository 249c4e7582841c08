/** Which video's pictures stand for a film, a series or an episode. */
import type { Shelved } from './shelf.ts';
import type { Show, Version } from './types.ts';

/** By the id of a show or of an episode; null for other ids. */
export const picturedVideo = ({ byId, byEpisode }: Shelved, id: string): string | null => {
  const show = byId.get(id);
  if (show !== undefined) return firstVideo(versionsOf(show)) ?? show.extras[0]?.videoId ?? null;
  return firstVideo(byEpisode.get(id)?.versions ?? []);
};

const versionsOf = (show: Show): readonly Version[] =>
  show.kind === 'movie' ? show.versions : (show.episodes[0]?.versions ?? []);

const firstVideo = ([best]: readonly Version[]): string | null => best?.videoIds[0] ?? null;
