/** Pictures for seeking: sheets of tiles, each made when somebody points at its stretch. */
import { hash } from 'node:crypto';
import { HaemaError } from '../../core/errors.ts';
import type { Engine } from '../../engine/types.ts';
import { shownSize } from '../../hls/ladder.ts';
import {
  COLUMNS,
  imagePlaylist,
  sheetCount,
  sheetTimes,
  type TileGrid,
  tileGrid,
  tileTrack,
} from '../../hls/tiles.ts';
import type { ServedTitle } from '../served-title.ts';
import { type Title, videoOf } from '../title.ts';
import { stale, type Titles } from '../titles.ts';
import type { Image } from './images.ts';
import { pictureStream, placesAt } from './places.ts';
import type { MakePicture, SharedPictures } from './shared-pictures.ts';

export interface SheetQuery {
  readonly videoId: string;
  /** From 0. */
  readonly sheet: number;
  /** From a list; null asks for the current one. */
  readonly version: string | null;
}

export interface TrickplayOptions {
  readonly engine: Pick<Engine, 'build' | 'picture'>;
  readonly titles: Pick<Titles, 'opened' | 'whileSame'>;
  readonly pictures: SharedPictures;
}

/** The tiles of a title; null for one without pictures. */
export const tilesOf = ({ probe }: Title): TileGrid | null => {
  const video = videoOf(probe);
  return video === null ? null : tileGrid(probe.duration, shownSize(video));
};

export class Trickplay {
  readonly #options: TrickplayOptions;

  constructor(options: TrickplayOptions) {
    this.#options = options;
  }

  /** An image media playlist. @throws NOT_FOUND, or what opening the title throws */
  async playlist(videoId: string): Promise<string> {
    const { grid, version } = await this.#open(videoId);
    return imagePlaylist(grid, version);
  }

  /** WebVTT. @throws NOT_FOUND, or what opening the title throws */
  async track(videoId: string): Promise<string> {
    const { grid, version } = await this.#open(videoId);
    return tileTrack(grid, version);
  }

  /** @throws NOT_FOUND, STALE_PLAYLIST, or what the engine throws */
  async sheet({ videoId, sheet, version }: SheetQuery, signal: AbortSignal): Promise<Image> {
    const { served, grid, version: current } = await this.#open(videoId);
    if (version !== null && version !== current) throw stale();
    const times = sheetTimes(grid, sheet);
    if (times.length === 0) {
      throw new HaemaError('NOT_FOUND', `sheets are numbered 0 to ${sheetCount(grid) - 1}`);
    }
    const tag = `${current}-${sheet}`;
    const make = this.#maker(served, grid, times);
    return { data: await this.#options.pictures.get(`${videoId}/${tag}`, make, signal), tag };
  }

  #maker(served: ServedTitle, { size }: TileGrid, times: readonly number[]): MakePicture {
    const { engine, titles } = this.#options;
    const { probe } = served.title;
    const request = {
      ...{ ...pictureStream(probe), ...size, columns: COLUMNS },
      ...placesAt(probe, times),
    };
    return (signal, onStall) =>
      titles.whileSame(served, () =>
        served.snapshot.read(
          async (source) => (await engine.picture({ ...request, source }, signal, onStall)).data,
        ),
      );
  }

  async #open(videoId: string) {
    const { engine, titles } = this.#options;
    const served = await titles.opened(videoId);
    const grid = tilesOf(served.title);
    if (grid === null) throw new HaemaError('NOT_FOUND', 'this file has no pictures');
    const of = JSON.stringify([engine.build, served.snapshot.source.version, grid]);
    return { served, grid, version: hash('sha256', of, 'base64url').slice(0, 11) };
  }
}
