/** How renditions are made: what the ladder decides, and the engine carries out. */
import type { Rational } from './rational.ts';

/** As libav spells them (`bt709`, `smpte2084`, `tv`); `unknown` where the source does not say. */
export interface Colour {
  readonly range: string;
  readonly primaries: string;
  readonly transfer: string;
  readonly matrix: string;
}

/** The pictures of a rendition. */
export interface PictureRecipe {
  /** Even; square pixels; after rotation. */
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly mirrored: boolean;
  /** Nominal: for rate control and the level. Never 0, never above the cap. */
  readonly frameRate: Rational;
  /** Pictures a second above which some are dropped; 0: none are. */
  readonly frameRateCap: number;
  readonly preset: string;
  readonly crf: number;
  /** Bits a second. */
  readonly maxRate: number;
  /** Bits: one second of `maxRate`. */
  readonly bufferSize: number;
  /** Bits in the buffer when a GOP begins. */
  readonly bufferFill: number;
  /** Of the output: `tv` range and nothing unknown. */
  readonly colour: Colour;
  /** How the source's samples are to be read. */
  readonly sourceColour: Colour;
}

/** The sound of a rendition: AAC-LC. */
export interface SoundRecipe {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitRate: number;
}
