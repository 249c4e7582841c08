/** Thumbnails, banners and posters: what lies beside a video, else a good picture of it. */
import { hash } from 'node:crypto';
import { HaemaError } from '../../core/errors.ts';
import type { Picture, PictureRequest } from '../../engine/pictures.ts';
import type { Engine, Probe, SourceRef } from '../../engine/types.ts';
import type { Colours } from '../../library/colours.ts';
import type { Library } from '../../library/library.ts';
import type { Artwork } from '../../library/local/artwork.ts';
import { videoOf } from '../title.ts';
import type { Titles } from '../titles.ts';
import { COVER_PLACES, coverStream, likelyPlaces, pictureStream } from './places.ts';
import type { MakePicture, SharedPictures } from './shared-pictures.ts';

export type ImageKind = 'thumbnail' | 'banner' | 'poster';

export interface ImageQuery {
  /** Of a show, an episode or a video. */
  readonly id: string;
  readonly kind: ImageKind;
  /** Of a series; null: all of it. */
  readonly season: number | null;
  /** Pixels; null: what suits the kind. */
  readonly width: number | null;
}

export interface Image {
  readonly data: Buffer;
  /** Names the bytes. */
  readonly tag: string;
}

/** The pictures that lie beside a show, a season, an episode or a video. */
export type ArtworkSources = Readonly<Record<keyof Artwork, SourceRef | null>>;

export interface ImagesOptions {
  readonly engine: Pick<Engine, 'build' | 'picture' | 'traits'>;
  readonly library: Pick<Library, 'pictured' | 'lastVersion'>;
  readonly titles: Pick<Titles, 'glance'>;
  readonly pictures: SharedPictures;
  readonly artworkOf: (id: string, season: number | null) => Promise<ArtworkSources>;
  readonly colours: Pick<Colours, 'learned'>;
}

/** A few, so that the cache holds few of each picture. */
const WIDTHS = [160, 320, 480, 640, 960, 1280, 1920];

const DEFAULT_WIDTH: Readonly<Record<ImageKind, number>> = {
  thumbnail: 480,
  banner: 1280,
  poster: 320,
};

/** Height by width: what is not of this shape is cut. Null: as the picture has it. */
const SHAPE: Readonly<Record<ImageKind, number | null>> = {
  thumbnail: null,
  banner: 2 / 5,
  poster: 3 / 2,
};

export class Images {
  readonly #options: ImagesOptions;

  constructor(options: ImagesOptions) {
    this.#options = options;
  }

  /** @throws NOT_FOUND, SOURCE_MISSING, MEDIA_INVALID, or what the engine throws */
  async get({ id, kind, season, width }: ImageQuery, signal: AbortSignal): Promise<Image> {
    const { library, colours } = this.#options;
    const videoId = await library.pictured(id, season);
    const wide = roundedWidth(width ?? DEFAULT_WIDTH[kind]);
    const artwork = await this.#options.artworkOf(id, season);
    const { colour, ...image } = await this.#best(artwork, videoId, kind, wide, signal);
    if (kind === 'poster' && season === null) colours.learned(id, colour);
    return image;
  }

  async #best(
    artwork: ArtworkSources,
    videoId: string,
    kind: ImageKind,
    width: number,
    signal: AbortSignal,
  ): Promise<Coloured> {
    for (const local of localChoices(artwork, kind)) {
      const image = await this.#local(local, width, signal);
      if (image !== null) return image;
    }
    return this.#ofVideo(videoId, kind, width, signal);
  }

  /** Null for what cannot be shown: then there is another one. */
  async #local({ source, shape }: Local, width: number, signal: AbortSignal) {
    const { engine } = this.#options;
    try {
      const { size, mtimeUs } = await engine.traits(source);
      const version = { size, mtimeUs };
      const name = this.#name([source.root, source.path, version, width, shape]);
      const request = { ...STILL, source: { ...source, version }, ...sizeOf(width, shape) };
      const make: MakePicture = async (given, onStall) =>
        packed(await engine.picture(request, given, onStall));
      return await this.#shared(name, make, signal);
    } catch (error) {
      if (error instanceof HaemaError && UNUSABLE.has(error.code)) return null;
      throw error;
    }
  }

  #ofVideo(
    videoId: string,
    kind: ImageKind,
    width: number,
    signal: AbortSignal,
  ): Promise<Coloured> {
    const { engine, library, titles } = this.#options;
    const make: MakePicture = async (given, onStall) => {
      const { snapshot, probe } = await titles.glance(videoId, given);
      const pictureOf = (request: Wanted): Promise<Buffer> =>
        snapshot.read(async (source) =>
          packed(await engine.picture({ ...request, source }, given, onStall)),
        );
      const cover = coverRequest(probe, kind, width);
      if (cover === null) return pictureOf(frameRequest(probe, kind, width));
      try {
        return await pictureOf(cover);
      } catch (error) {
        const other = videoOf(probe) !== null && error instanceof HaemaError;
        if (!other || error.code !== 'MEDIA_INVALID') throw error;
        return pictureOf(frameRequest(probe, kind, width));
      }
    };
    const name = this.#name([videoId, library.lastVersion(videoId), kind, width]);
    return this.#shared(name, make, signal);
  }

  async #shared(name: string, make: MakePicture, signal: AbortSignal): Promise<Coloured> {
    const kept = await this.#options.pictures.get(name, make, signal);
    return { ...unpacked(kept), tag: name };
  }

  #name(of: readonly unknown[]): string {
    const { build } = this.#options.engine;
    return hash('sha256', JSON.stringify([build, PACKED, ...of]), 'base64url').slice(0, 16);
  }
}

interface Coloured extends Image {
  readonly colour: number;
}

/** In what form pictures are kept: part of their names, so that those in another are made anew. */
const PACKED = 'colour first';
const COLOUR_BYTES = 3;

/** The same picture may be asked for by another id, so its colour is kept with it. */
const packed = ({ data, colour }: Picture): Buffer => {
  const first = Buffer.alloc(COLOUR_BYTES);
  first.writeUIntBE(colour, 0, COLOUR_BYTES);
  return Buffer.concat([first, data]);
};

const unpacked = (kept: Buffer): Pick<Coloured, 'data' | 'colour'> => ({
  data: kept.subarray(COLOUR_BYTES),
  colour: kept.readUIntBE(0, COLOUR_BYTES),
});

interface Local {
  readonly source: SourceRef;
  readonly shape: number | null;
}

const STILL: Omit<PictureRequest, 'source' | 'width' | 'height'> = {
  stream: null,
  origin: 0,
  times: new Float64Array(),
  seeks: new Float64Array(),
  columns: 0,
};

/** Gone since, or no picture. */
const UNUSABLE: ReadonlySet<string> = new Set([
  'SOURCE_MISSING',
  'SOURCE_CHANGED',
  'MEDIA_INVALID',
  'MEDIA_CRASHES',
]);

/** A picture that was made for the purpose keeps its shape. */
const localChoices = (artwork: ArtworkSources, kind: ImageKind): Local[] => {
  const whole = (source: SourceRef | null): Local[] =>
    source === null ? [] : [{ source, shape: null }];
  const { fanart } = artwork;
  switch (kind) {
    case 'poster':
      return whole(artwork.poster);
    case 'thumbnail':
      return [...whole(artwork.thumbnail), ...whole(fanart)];
    case 'banner':
      return [
        ...whole(artwork.banner),
        ...(fanart === null ? [] : [{ source: fanart, shape: SHAPE.banner }]),
      ];
  }
};

type Wanted = Omit<PictureRequest, 'source'>;

/** Of a film its cover is the poster; what is only heard has no other picture. */
const coverRequest = (probe: Probe, kind: ImageKind, width: number): Wanted | null => {
  const stream = coverStream(probe);
  if (stream === null || (kind !== 'poster' && videoOf(probe) !== null)) return null;
  const shape = kind === 'poster' ? null : SHAPE[kind];
  return { stream, origin: 0, ...COVER_PLACES, ...sizeOf(width, shape), columns: 0 };
};

/** @throws NOT_FOUND for a file without pictures */
const frameRequest = (probe: Probe, kind: ImageKind, width: number): Wanted => ({
  ...{ ...pictureStream(probe), ...likelyPlaces(probe) },
  ...{ ...sizeOf(width, SHAPE[kind]), columns: 0 },
});

const roundedWidth = (asked: number): number =>
  WIDTHS.find((width) => width >= asked) ?? WIDTHS.at(-1) ?? asked;

const sizeOf = (width: number, shape: number | null) => ({
  width,
  height: shape === null ? 0 : 2 * Math.round((width * shape) / 2),
});
