/** Pictures that lie beside videos, found by their names, as Kodi, Plex and Jellyfin have them. */
import { plainText } from '../naming/text.ts';

/** Names of files in the folder, as they are spelt there; null for what there is not. */
export interface Artwork {
  readonly poster: string | null;
  /** For behind things. */
  readonly fanart: string | null;
  readonly banner: string | null;
  /** Of the shape of the picture itself. */
  readonly thumbnail: string | null;
}

type Kind = keyof Artwork;

export interface FolderArtwork {
  /** Of the film or series whose folder it is. */
  readonly show: Artwork;
  /** By number; 0 are the specials. */
  readonly seasons: ReadonlyMap<number, Artwork>;
  /** Of the video of this name, with or without its ending. */
  readonly of: (video: string) => Artwork;
}

export const NO_ARTWORK: Artwork = { poster: null, fanart: null, banner: null, thumbnail: null };

/** What the folder's own pictures are called; the first that is there is taken. */
const OWN: Readonly<Record<Kind, readonly string[]>> = {
  poster: ['poster', 'folder', 'cover', 'movie', 'default'],
  fanart: ['fanart', 'backdrop', 'background', 'art'],
  banner: ['banner'],
  thumbnail: ['thumb', 'landscape', 'thumbnail'],
};
const KINDS = Object.keys(OWN) as Kind[];

const IMAGE = /^(.+)\.(?:jpe?g|png|webp)$/i;
const SEASON =
  /^season(?:[ -]?(\d{1,4})|-(specials|all))[-.]?(poster|fanart|banner|thumb|landscape)?$/;
const SUFFIX = /^(.+)[-.](poster|cover|fanart|backdrop|banner|thumb|landscape)$/;

/** `names`: all that lies in the folder; what is no picture is passed over. */
export const artworkIn = (names: readonly string[]): FolderArtwork => {
  const images = new Map<string, string>();
  for (const name of names) {
    const base = IMAGE.exec(name)?.[1];
    if (base === undefined) continue;
    const key = keyOf(base);
    if (!images.has(key)) images.set(key, name);
  }
  const { seasons, files } = sorted(images);
  return {
    show: ownOf(images, files, seasons),
    seasons,
    of: (video) => {
      const key = keyOf(video);
      return files.get(key) ?? files.get(key.replace(/\.[a-z0-9]{2,5}$/, '')) ?? NO_ARTWORK;
    },
  };
};

const keyOf = (name: string): string => plainText(name).toLowerCase();

const ownOf = (
  images: ReadonlyMap<string, string>,
  files: ReadonlyMap<string, Artwork>,
  seasons: ReadonlyMap<number, Artwork>,
): Artwork => {
  const artwork = { ...NO_ARTWORK };
  for (const kind of KINDS) {
    const name = OWN[kind].find((it) => images.has(it));
    artwork[kind] =
      (name === undefined ? null : images.get(name)) ?? seasons.get(ALL)?.[kind] ?? null;
  }
  const [only] = files.size === 1 ? files.values() : [];
  return only === undefined ? artwork : { ...only, ...told(artwork) };
};

const told = (artwork: Artwork): Partial<Artwork> =>
  Object.fromEntries(Object.entries(artwork).filter(([, name]) => name !== null));

/** `season-all-poster` is the whole series'. */
const ALL = -1;

const sorted = (images: ReadonlyMap<string, string>) => {
  const seasons = new Map<number, Artwork>();
  const files = new Map<string, Artwork>();
  const own = new Set(Object.values(OWN).flat());
  for (const [base, name] of images) {
    const season = SEASON.exec(base);
    const [, video = base, word = 'thumb'] = SUFFIX.exec(base) ?? [];
    if (season !== null) put(seasons, numberOf(season), kindOf(season[3] ?? 'poster'), name);
    else if (!own.has(base)) put(files, video, kindOf(word), name);
  }
  return { seasons, files };
};

const numberOf = ([, digits, word]: readonly string[]): number => {
  if (digits !== undefined) return Number(digits);
  return word === 'all' ? ALL : 0;
};

const kindOf = (word: string): Kind =>
  KINDS.find((kind) => OWN[kind].includes(word)) ?? 'thumbnail';

const put = <Key>(map: Map<Key, Artwork>, key: Key, kind: Kind, name: string): void => {
  const known = map.get(key) ?? NO_ARTWORK;
  map.set(key, { ...known, [kind]: known[kind] ?? name });
};
