/** How renditions are made: what the ladder decides, and the engine carries out. */
import type { Rational } from './rational.ts';

/** As libav spells them (`bt709`, `smpte2084`, `tv`); `unknown` where the source does not say. */
export interface Colour {
  readonly range: string;
  readonly primaries: string;
  readonly transfer: string;
  readonly matrix: string;
}

/** What a container and a stream's header tell of its colours. */
export interface ColourFacts {
  readonly colour: Colour;
  /** The brightest pixel, or what the film was made to be seen on, in cd/m²; 0 when unknown. */
  readonly peak: number;
  readonly dolbyVision: DolbyVision | null;
}

export interface DolbyVision {
  readonly profile: number;
  /** What the base layer is to others: 1 and 6 HDR10, 2 SDR, 4 HLG; 0: nothing. */
  readonly compatibility: number;
}

/** Colours that become BT.709: how they are meant, for all of a film alike. */
export interface ToneMap {
  /** `smpte2084`, `arib-std-b67`, or `bt709` for SDR in other primaries. */
  readonly transfer: string;
  readonly primaries: string;
  readonly matrix: string;
  /** Of PQ: the brightest light there is, in cd/m². */
  readonly peak: number;
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
  /** Null: the colours stay, save the matrix. */
  readonly toneMap: ToneMap | null;
}

/** How the source's pictures become whole ones. */
export interface FieldsRecipe {
  /** Every picture of the source is a whole frame, as far as is known. */
  readonly progressive: boolean;
  /** There where pictures are deinterlaced whose flags say that they consist of two fields. */
  readonly deinterlaces?: true;
}

/** A version of a file. */
interface FileRef {
  readonly root: string;
  readonly path: string;
  readonly version: { readonly size: number; readonly mtimeUs: number };
}

/** Subtitles of a disc in two files beside the video. */
export interface FilesBeside {
  /** `.idx`: when they are shown. */
  readonly index: FileRef;
  /** `.sub` */
  readonly pictures: FileRef;
  /** Which of those in the files; absent: the one that the index calls the chosen one. */
  readonly track?: number;
}

/** Subtitles that are drawn into the pictures. */
export interface SubtitleRecipe {
  /** 0 for those that lie beside the video. */
  readonly stream: number;
  /** Of the film's pictures, upright, which a canvas of that size lies on; 0: they are turned. */
  readonly codedWidth: number;
  readonly codedHeight: number;
  readonly beside?: FilesBeside;
}

/** Of a title's pictures, before they are turned. */
export interface PictureShape {
  /** As they are coded. */
  readonly width: number;
  readonly height: number;
  /** Of a pixel; 0/1 or 0/0 when unknown: square. */
  readonly sampleAspect: Rational;
}

/** The pictures of a rendition, how the source's become whole ones, and what is drawn there. */
export interface WholePictureRecipe extends PictureRecipe, FieldsRecipe {
  /** Of the source: a picture of another shape is shown between black bars. */
  readonly shape: PictureShape;
  readonly subtitle?: SubtitleRecipe;
  /** There where captions within the source's pictures are kept. */
  readonly captions?: true;
}

/** The sound of a rendition: AAC-LC. */
export interface SoundRecipe {
  readonly sampleRate: number;
  readonly channels: number;
  readonly bitRate: number;
}
