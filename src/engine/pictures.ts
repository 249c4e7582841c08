/** The call that makes pictures of a file: thumbnails, posters, sheets of tiles. */
import type { PictureShape } from '../core/recipes.ts';
import type { Ticks } from '../core/ticks.ts';
import type { SourceRef } from './types.ts';

/** Asks for key pictures of a stream, or for a picture that is a file of its own, as JPEG. */
export interface PictureRequest {
  readonly source: SourceRef;
  /** Null: the file is the picture. */
  readonly stream: number | null;
  readonly origin: Ticks;
  /** Of the key pictures; with `columns` they rise. */
  readonly times: Float64Array;
  /** Their seek timestamps; empty where no index names them: then what is near will do. */
  readonly seeks: Float64Array;
  /** Even. */
  readonly width: number;
  /** Even; what does not fit is cut off. 0: as the shape of the picture has it. */
  readonly height: number;
  /** 0: the best of the pictures, never enlarged. Else a tile of each, row by row. */
  readonly columns: number;
  /** Of the stream's pictures, for those that do not say; absent: as its container says. */
  readonly shape?: PictureShape;
}

export interface Picture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  /** The mean of its pixels: 0xRRGGBB. */
  readonly colour: number;
  /** Of the one that was chosen. */
  readonly time: Ticks | null;
  readonly bytesRead: number;
  readonly framesDecoded: number;
}
