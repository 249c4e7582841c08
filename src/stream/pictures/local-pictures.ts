/** The pictures that somebody has laid beside videos. */
import type { SourceRef } from '../../engine/types.ts';
import type { Library } from '../../library/library.ts';
import type { ArtworkSources } from './images.ts';

type Pictures = Pick<Library, 'artworkOf' | 'seasonArtwork' | 'besideFile'>;
type Place = Parameters<Pictures['besideFile']>[0];

/** Of a show, one season of it, an episode or a video. @throws NOT_FOUND */
export const localPictures = async (
  library: Pictures,
  id: string,
  season: number | null,
): Promise<ArtworkSources> => {
  const found = await (season === null ? library.artworkOf(id) : library.seasonArtwork(id, season));
  const { poster, fanart, banner, thumbnail } = found;
  const at = (place: Place | null): SourceRef | null =>
    place === null ? null : library.besideFile(place);
  return { poster: at(poster), fanart: at(fanart), banner: at(banner), thumbnail: at(thumbnail) };
};
