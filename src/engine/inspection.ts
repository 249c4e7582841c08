/** The second opinion of `haema verify`. */
import type { PictureShape, ToneMap } from '../core/recipes.ts';
import type { Ticks } from '../core/ticks.ts';
import type { SourceRef } from './types.ts';

/** What a plain decoder makes of a file or of made bytes. */
export interface Inspection {
  /** Of each frame the time, in ticks of the container, a key flag and a small grey picture. */
  readonly times: Float64Array;
  readonly keys: Uint8Array;
  /** 64 × 36 luma bytes a frame, upright and fitted to the whole area. */
  readonly pictures: Uint8Array;
  readonly pictureWidth: number;
  readonly pictureHeight: number;
  /** Mono PCM at the requested rate, and the container time of its first sample; null: no sound. */
  readonly pcm: Float32Array;
  readonly pcmStart: Ticks | null;
  /** By how many samples most stamps may differ from where the sound is put. */
  readonly pcmDoubt: number;
  /** The latest end of a packet, whatever was decoded of it; null: none has a time. */
  readonly lastEnd: Ticks | null;
  /** Errors that the decoders of the pictures and of the sound reported. */
  readonly decodeErrors: number;
  readonly soundErrors: number;
  readonly width: number;
  readonly height: number;
}

export interface InspectRequest {
  /** Exactly one of the two; `madeOf`: the file of which the bytes were made, if any. */
  readonly source?: SourceRef;
  readonly bytes?: Uint8Array;
  readonly madeOf?: SourceRef;
  /** Stream indexes, null for none. */
  readonly video: number | null;
  readonly audio: number | null;
  /** In container ticks; what is outside is left out. Decoding starts well before. */
  readonly from: Ticks | null;
  readonly to: Ticks | null;
  /** Sound before `from` is not even decoded. */
  readonly cold?: boolean;
  /** Degrees clockwise to turn the pictures; mirrored first. */
  readonly rotation: number;
  readonly mirrored: boolean;
  readonly sampleRate: number;
  readonly toneMap?: ToneMap | null;
  /** Of the title, whose pictures of another shape lie between bars; absent: none do. */
  readonly shape?: PictureShape;
}
