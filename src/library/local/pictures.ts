/** Which pictures that lie beside the files belong to a show, a season or an episode. */
import { basename, join } from 'node:path';
import type { Place } from '../identify.ts';
import { folderOf, type Listings } from '../listings.ts';
import type { Show } from '../shows/types.ts';
import { type Artwork, artworkIn, type FolderArtwork, NO_ARTWORK } from './artwork.ts';

/** Each relative to its root; null for what there is not. */
export type ShowPictures = { readonly [Kind in keyof Artwork]: Place | null };

export const NO_PICTURES: ShowPictures = NO_ARTWORK as ShowPictures;

export class Pictures {
  readonly #listings: Listings;
  /** Where the file of a video lies. */
  readonly #placeOf: (videoId: string) => Place | null;

  constructor(listings: Listings, placeOf: (videoId: string) => Place | null) {
    this.#listings = listings;
    this.#placeOf = placeOf;
  }

  ofShow(show: Show): ShowPictures {
    const { home } = show.info;
    const own = home === null ? NO_PICTURES : within(home, this.#in(home).show);
    const [version] = show.kind === 'movie' ? show.versions : [];
    return version === undefined ? own : joined(this.ofVideo(version.videoIds[0] ?? ''), own);
  }

  /** Those in the season's own folder count, too. */
  ofSeason({ info: { home }, ...show }: Show, season: number): ShowPictures {
    const named = home === null ? undefined : this.#in(home).seasons.get(season);
    const own = home === null || named === undefined ? NO_PICTURES : within(home, named);
    const episodes = show.kind === 'series' ? show.episodes : [];
    const episode = episodes.find((it) => it.season === season);
    const file = this.#placeOf(episode?.versions[0]?.videoIds[0] ?? '');
    if (file === null) return own;
    const folder = { ...file, path: folderOf(file.path) };
    const isOwn = home !== null && isBeneath(folder, home);
    return isOwn ? joined(own, within(folder, this.#in(folder).show)) : own;
  }

  /** Of a film's file or an episode's. */
  ofVideo(videoId: string): ShowPictures {
    const file = this.#placeOf(videoId);
    if (file === null) return NO_PICTURES;
    const folder = { ...file, path: folderOf(file.path) };
    return within(folder, this.#in(folder).of(basename(file.path)));
  }

  #in({ root, path }: Place): FolderArtwork {
    return artworkIn(this.#listings.of(root).get(path)?.pictures ?? []);
  }
}

const isBeneath = (folder: Place, home: Place): boolean =>
  folder.path !== '' && (home.path === '' || folder.path.startsWith(`${home.path}/`));

const within = ({ root, path }: Place, artwork: Artwork): ShowPictures => {
  const at = (name: string | null): Place | null =>
    name === null ? null : { root, path: join(path, name) };
  const { poster, fanart, banner, thumbnail } = artwork;
  return {
    poster: at(poster),
    fanart: at(fanart),
    banner: at(banner),
    thumbnail: at(thumbnail),
  };
};

/** The first of each kind. */
const joined = (a: ShowPictures, b: ShowPictures): ShowPictures => ({
  poster: a.poster ?? b.poster,
  fanart: a.fanart ?? b.fanart,
  banner: a.banner ?? b.banner,
  thumbnail: a.thumbnail ?? b.thumbnail,
});
