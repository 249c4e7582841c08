/** The playlists of a video, made anew for every request: text, in milliseconds. */
import { masterPlaylist } from '../hls/master-playlist.ts';
import { mediaPlaylist } from '../hls/media-playlist.ts';
import type { Inits } from './inits.ts';
import { type Choice, effective, type Title } from './title.ts';
import type { Titles } from './titles.ts';
import { audioMedia, pictureVariant, soundVariant } from './variants.ts';

export interface MasterQuery extends Omit<Choice, 'rendition'> {
  readonly videoId: string;
}

export interface MediaQuery extends Choice {
  readonly videoId: string;
}

export class PlaylistService {
  readonly #titles: Titles;
  readonly #inits: Inits;

  constructor(titles: Titles, inits: Inits) {
    this.#titles = titles;
    this.#inits = inits;
  }

  /** @throws NOT_FOUND, SOURCE_MISSING, or what probing throws */
  async master(query: MasterQuery): Promise<string> {
    const { title } = await this.#titles.get(query.videoId);
    const hasPictures = title.ladder.length > 0;
    return masterPlaylist({
      container: query.container,
      variants: hasPictures ? await this.#pictures(title, query) : sounds(title, query),
      audio: hasPictures && query.container === 'fmp4' ? audioMedia(title, query) : [],
      independent: true,
    });
  }

  /** @throws NOT_FOUND, SOURCE_MISSING, or what probing throws */
  async media(query: MediaQuery): Promise<string> {
    // The master playlist told of this one: of a file that grows a second look sees another.
    const served = await this.#titles.opened(query.videoId);
    return mediaPlaylist({
      boundaries: served.title.grid.transcode,
      targetDuration: served.title.targetDuration,
      container: query.container,
      independent: true,
      version: served.version(query),
      audio: effective(served.title, query).audio ?? null,
    });
  }

  #pictures(title: Title, query: MasterQuery) {
    return Promise.all(title.ladder.map((rung) => pictureVariant(title, rung, query, this.#inits)));
  }
}

/** The default track alone: players would take several for rungs of one ladder. */
const sounds = (title: Title, query: MasterQuery) =>
  title.audioTracks.slice(0, 1).map((track) => soundVariant(title, track, query));
