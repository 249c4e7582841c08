/** Which video's pictures stand for a film, a series, a season or an episode. */
import type { Shelved } from './shelf.ts';
import type { Show, Version } from './types.ts';

/** By the id of a show or of an episode; null for other ids, and for a season that there is not. */
export const picturedVideo = (
  { byId, byEpisode }: Shelved,
  id: string,
  season: number | null,
): string | null => {
  const show = byId.get(id);
  if (show === undefined) return firstVideo(byEpisode.get(id)?.versions);
  if (season !== null) return firstVideo(seasonOf(show, season));
  return firstVideo(versionsOf(show)) ?? show.extras[0]?.videoId ?? null;
};

/** By its own id, and a film by those of its videos, too. */
export const picturedShow = ({ byId, byVideo }: Shelved, id: string): Show | null => {
  const show = byId.get(id) ?? byVideo.get(id)?.show;
  if (show === undefined || show.info.id === id) return show ?? null;
  const isFilm = show.kind === 'movie' && show.versions.some((it) => it.videoIds.includes(id));
  return isFilm ? show : null;
};

const versionsOf = (show: Show): readonly Version[] | undefined =>
  show.kind === 'movie' ? show.versions : show.episodes[0]?.versions;

const seasonOf = (show: Show, season: number): readonly Version[] | undefined =>
  show.kind === 'movie' ? undefined : show.episodes.find((it) => it.season === season)?.versions;

const firstVideo = ([best]: readonly Version[] = []): string | null => best?.videoIds[0] ?? null;
