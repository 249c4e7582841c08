/** The playlists of a video, made anew for every request: text, in milliseconds. */
import type { Container } from '../engine/types.ts';
import { type ImageStream, masterPlaylist, type SubtitleMedia } from '../hls/master-playlist.ts';
import { mediaPlaylist } from '../hls/media-playlist.ts';
import { tileBandwidth } from '../hls/tiles.ts';
import { IFRAME_RENDITION } from './iframes.ts';
import type { Inits } from './inits.ts';
import { tilesOf } from './pictures/trickplay.ts';
import type { ServedTitle } from './served-title.ts';
import { boundariesOf, type Choice, effective, refusal, type Title } from './title.ts';
import type { Titles } from './titles.ts';
import {
  audioMedia,
  captionsOf,
  iframeStream,
  pictureFacts,
  pictureVariants,
  type Query,
  showsCopy,
  soundVariant,
} from './variants.ts';

export interface MasterQuery extends Query {
  readonly videoId: string;
}

export interface MediaQuery extends Choice {
  readonly videoId: string;
}

/** The subtitles that go with the pictures. */
export interface SubtitleOffers {
  media(served: ServedTitle, container: Container): SubtitleMedia[];
}

const NONE: SubtitleOffers = { media: () => [] };

export class PlaylistService {
  readonly #titles: Titles;
  readonly #inits: Inits;
  readonly #subtitles: SubtitleOffers;

  constructor(titles: Titles, inits: Inits, subtitles: SubtitleOffers = NONE) {
    this.#titles = titles;
    this.#inits = inits;
    this.#subtitles = subtitles;
  }

  /** @throws NOT_FOUND, SOURCE_MISSING, MEDIA_INVALID, or what probing throws */
  async master(query: MasterQuery): Promise<string> {
    const served = await this.#titles.get(query.videoId);
    const { title } = served;
    const copied = showsCopy(title, query);
    const hasPictures = title.ladder.length > 0 || copied;
    // A film without its pictures is not what was asked for.
    if (!hasPictures && title.refused !== null) throw refusal(title.refused);
    const drawn = query.subtitle !== undefined;
    const variants =
      hasPictures || drawn ? await this.#pictures(title, query) : sounds(title, query);
    // Whoever chose what is drawn wants no others over it.
    const subtitles = hasPictures && !drawn ? this.#subtitles.media(served, query.container) : [];
    return masterPlaylist({
      container: query.container,
      variants: variants.map((it) => ({ ...it, subtitles: subtitles[0]?.group ?? null })),
      subtitles,
      captions: hasPictures ? captionsOf(title) : [],
      audio: hasPictures && query.container === 'fmp4' ? audioMedia(title, query) : [],
      independent: title.copy?.cuts.independent !== false || !copied,
      iframes: await iframeStream(title, query, this.#inits),
      images: imagesOf(title),
    });
  }

  /** @throws NOT_FOUND, SOURCE_MISSING, or what probing throws */
  async media(query: MediaQuery): Promise<string> {
    // The master playlist told of this one: of a file that grows a second look sees another.
    const served = await this.#titles.opened(query.videoId);
    const { title } = served;
    return mediaPlaylist({
      boundaries: boundariesOf(title, query.rendition),
      targetDuration: title.targetDuration,
      container: query.container,
      independent: title.copy?.name !== query.rendition || title.copy.cuts.independent,
      version: served.version(query),
      audio: effective(title, query).audio ?? null,
      iframes: query.rendition === IFRAME_RENDITION,
    });
  }

  async #pictures(title: Title, query: MasterQuery) {
    const all = await pictureFacts(title, query, this.#inits);
    return all.flatMap((facts) => pictureVariants(title, facts, query));
  }
}

const imagesOf = (title: Title): ImageStream | null => {
  const grid = tilesOf(title);
  if (grid === null) return null;
  return { uri: 'trickplay/images.m3u8', bandwidth: tileBandwidth(grid), ...grid.size };
};

/** The default track alone: players would take several for rungs of one ladder. */
const sounds = (title: Title, query: MasterQuery) =>
  title.audioTracks.slice(0, 1).map((track) => soundVariant(title, track, query));
