/** Which transcodes a video is offered in, and how each is made. */
import type { Rational } from '../core/rational.ts';
import type {
  Colour,
  ColourFacts,
  PictureRecipe,
  PictureShape,
  SoundRecipe,
} from '../core/recipes.ts';
import { toneMapOf } from './tone-map.ts';

/** What the ladder needs to know of a video stream; the engine's VideoStream fits. */
export interface LadderSource extends ColourFacts, PictureShape {
  /** Degrees clockwise: 0, 90, 180 or 270. */
  readonly rotation: number;
  readonly mirrored: boolean;
  /** 0/1 when unknown. */
  readonly frameRate: Rational;
  readonly pixelFormat: string;
  /** `sdr`, `pq`, `hlg` or `dolby-vision`. */
  readonly dynamicRange: string;
}

export interface Rendition {
  /** `<box height>p_h264`: the API's <resolution_codec>. */
  readonly name: string;
  /** Height of the 16:9 box; its width where the picture is upright. */
  readonly box: number;
  readonly recipe: PictureRecipe;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Largest first. `maxRate` in bits a second for pictures up to 32 a second. */
const BOXES = [
  { box: 2160, maxRate: 24_000_000, crf: 21 },
  { box: 1440, maxRate: 14_000_000, crf: 21 },
  { box: 1080, maxRate: 10_000_000, crf: 21 },
  { box: 720, maxRate: 5_000_000, crf: 21 },
  { box: 480, maxRate: 2_200_000, crf: 22 },
  { box: 360, maxRate: 1_200_000, crf: 23 },
  { box: 240, maxRate: 600_000, crf: 23 },
] as const;

/** Pictures a second that are kept, of more. */
export const FRAME_RATE_CAP = 60;

/**
 * Each GOP's encoder begins with this much of the buffer: enough for its IDR, and little enough
 * that a film on which the cap binds keeps near to it (a full one costs 35 % more bytes there).
 */
const INITIAL_FILL = 0.4;

/** A rung with more than this share of the pixels of the one above saves nobody anything. */
const REALLY_SMALLER = 0.85;

/**
 * The rungs, largest first, never none and never above the source's size. The top one has the
 * source's own size in square pixels, named by the smallest box that contains it; the others are
 * fitted into their boxes. Odd sizes lose a line, tiny ones are 2 pixels wide.
 */
export const buildLadder = (source: LadderSource, preset: string): Rendition[] => {
  const picture = displaySize(source);
  const smallest = BOXES.findLastIndex(({ box }) => contains(box, picture));
  const rungs = BOXES.slice(Math.max(0, smallest));
  const shared = sharedRecipe(source, preset);
  const fast = shared.frameRate.num > 32 * shared.frameRate.den;
  const ladder: Rendition[] = [];
  let above = Number.POSITIVE_INFINITY;
  for (const { box, maxRate, crf } of rungs) {
    const size = fit(picture, box);
    if (size.width * size.height > above * REALLY_SMALLER) {
      continue;
    }
    above = size.width * size.height;
    const rate = fast ? (maxRate * 14) / 10 : maxRate;
    const buffer = { maxRate: rate, bufferSize: rate, bufferFill: rate * INITIAL_FILL };
    const recipe = { ...shared, ...size, crf, ...buffer };
    ladder.push({ name: `${box}p_h264`, box, recipe });
  }
  return ladder;
};

type SoundSource = Pick<SoundRecipe, 'sampleRate' | 'channels'>;

/** AAC-LC, stereo at most. */
export const audioRecipe = (source: SoundSource): SoundRecipe =>
  aacRecipe(source, source.channels === 1 ? 1 : 2);

/** AAC-LC with the channels of 5.1, for what has more than two. */
export const surroundRecipe = (source: SoundSource): SoundRecipe => aacRecipe(source, 6);

/** A rate of the 44.1 kHz family stays in it: no needless resampling. */
const aacRecipe = (source: SoundSource, channels: number): SoundRecipe => {
  return {
    sampleRate: [11_025, 22_050, 44_100, 88_200, 176_400].includes(source.sampleRate)
      ? 44_100
      : 48_000,
    channels,
    bitRate: (channels > 2 ? 64_000 : 80_000) * channels,
  };
};

type SharedRecipe = Omit<
  PictureRecipe,
  'width' | 'height' | 'crf' | 'maxRate' | 'bufferSize' | 'bufferFill'
>;

const sharedRecipe = (source: LadderSource, preset: string): SharedRecipe => ({
  rotation: source.rotation,
  mirrored: source.mirrored,
  frameRate: nominalRate(source.frameRate),
  frameRateCap: exceedsCap(source.frameRate) ? FRAME_RATE_CAP : 0,
  preset,
  colour: outputColour(source),
  sourceColour: source.colour,
  toneMap: toneMapOf(source),
});

/** Rate control needs a number: 30 where the source has none. */
const nominalRate = ({ num, den }: Rational): Rational => {
  if (!(num > 0 && den > 0)) {
    return { num: 30, den: 1 };
  }
  return exceedsCap({ num, den }) ? { num: FRAME_RATE_CAP, den: 1 } : { num, den };
};

/** Averages of 60 fps files lie a little above it; bursts within a lower average are kept. */
const exceedsCap = ({ num, den }: Rational): boolean => num > (FRAME_RATE_CAP + 1) * den;

type ShownSource = PictureShape & Pick<LadderSource, 'rotation'>;

export const shapeOf = ({ width, height, sampleAspect }: PictureShape): PictureShape => ({
  width,
  height,
  sampleAspect,
});

/** The size at which the picture is shown, in whole pixels. */
export const shownSize = (source: LadderSource): Size => {
  const { width, height } = displaySize(source);
  return { width: Math.round(width), height: Math.round(height) };
};

/** The picture in square pixels, upright; fractions are kept for the aspect. */
const displaySize = ({ width, height, sampleAspect, rotation }: ShownSource): Size => {
  const { num, den } = sampleAspect;
  const wide = Math.max(1, width * (num > 0 && den > 0 ? num / den : 1));
  const high = Math.max(1, height);
  return rotation % 180 === 0 ? { width: wide, height: high } : { width: high, height: wide };
};

/** The 16:9 box of this height, turned for a portrait picture. */
const boxFor = (box: number, picture: Size): Size => {
  const long = even((box * 16) / 9);
  return picture.height > picture.width
    ? { width: box, height: long }
    : { width: long, height: box };
};

const contains = (box: number, picture: Size): boolean => {
  const room = boxFor(box, picture);
  return even(picture.width) <= room.width && even(picture.height) <= room.height;
};

/** The picture's size in this box, its aspect kept; its own size where that fits. */
const fit = (picture: Size, box: number): Size => {
  const room = boxFor(box, picture);
  const scale = contains(box, picture)
    ? 1
    : Math.min(room.width / picture.width, room.height / picture.height);
  return { width: even(picture.width * scale), height: even(picture.height * scale) };
};

/** To the nearest even number, an odd one down: 1919 is 1918, 853.3 is 854. */
const even = (pixels: number): number => Math.max(2, 2 * Math.ceil(pixels / 2 - 0.5));

const MATRICES = ['bt709', 'fcc', 'bt470bg', 'smpte170m', 'smpte240m'];
const PRIMARIES = ['bt709', 'bt470m', 'bt470bg', 'smpte170m', 'smpte240m', 'film'];
const TRANSFERS = [
  'bt709',
  'bt470m',
  'gamma22',
  'bt470bg',
  'gamma28',
  'smpte170m',
  'smpte240m',
  'iec61966-2-1',
];

const BT709: Colour = { range: 'tv', primaries: 'bt709', transfer: 'bt709', matrix: 'bt709' };

/**
 * Limited range, as 8-bit 4:2:0 H.264 is expected to be. HDR and BT.2020 become BT.709. What the
 * source does not say, or H.264 players do not know, is made explicit by the SOURCE's size:
 * players guess by the rung's, and would show each rung in other colours.
 */
const outputColour = (source: LadderSource): Colour => {
  const { primaries, transfer, matrix } = source.colour;
  const wide = [primaries, transfer, matrix].some((name) => name.startsWith('bt2020'));
  if (wide || source.dynamicRange !== 'sdr' || toneMapOf(source) !== null) {
    return BT709;
  }
  const guess = colourBySize(source);
  if (isRgb(source.pixelFormat) || matrix === 'gbr' || matrix === 'rgb') {
    return guess;
  }
  return {
    range: 'tv',
    primaries: PRIMARIES.includes(primaries) ? primaries : guess.primaries,
    transfer: TRANSFERS.includes(transfer) ? transfer : guess.transfer,
    matrix: MATRICES.includes(matrix) ? matrix : guess.matrix,
  };
};

/** HD is BT.709; 576 lines at 25 or 50 pictures are PAL or SECAM; the rest is NTSC's. */
const colourBySize = ({ width, height, frameRate: { num, den } }: LadderSource): Colour => {
  if (height >= 720 || width > 1024) {
    return BT709;
  }
  const pal = height === 576 && (num === 25 * den || num === 50 * den);
  const system = pal ? 'bt470bg' : 'smpte170m';
  return { range: 'tv', primaries: system, transfer: 'smpte170m', matrix: system };
};

/** libav's names of packed and planar RGB and of palettes, which it decodes to RGB. */
const isRgb = (pixelFormat: string): boolean => /^(x2|0|a)?(rgb|bgr)|^gbr|^pal8/.test(pixelFormat);
