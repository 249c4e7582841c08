import type { CutFacts } from '../engine/types.ts';

/** What the engine has told of copying a file's streams. */
export interface CopyFacts {
  /** The cuts that were asked about; none without pictures that can be cut. */
  readonly times: Float64Array;
  /** Of files that were read through: how each cut is found. Null: an index tells. */
  readonly places: CutPlaces | null;
  /** Null when it was not asked. */
  readonly pictures: CutFacts | null;
  readonly sounds: readonly SoundFacts[];
}

/** As KeyFrame says. */
export interface CutPlaces {
  readonly seeks: Float64Array;
  readonly places: Float64Array;
}

/** A track of sound that may be copied. */
export interface SoundFacts {
  /** Index of the stream. */
  readonly stream: number;
  /** RFC 6381; empty when it cannot be copied. */
  readonly codecs: string;
  /** MPEG-TS can carry it, too. */
  readonly fitsTs: boolean;
  /** `16/JOC` of sound with objects; null where channels are all that there is to count. */
  readonly channels: string | null;
  /** In words; null when it can be copied. */
  readonly refusal: string | null;
}

const HEADER_BYTES = 12;

/** Lengths, then the lists as float64 (rising ones as differences, which deflate well), JSON. */
export const encodeCopyFacts = ({ times, places, pictures, sounds }: CopyFacts): Buffer => {
  const { kinds, sizes, ...words } = pictures ?? NOTHING;
  const header = Buffer.alloc(HEADER_BYTES);
  const lengths = [times.length, places?.places.length ?? 0, kinds.length];
  for (const [at, length] of lengths.entries()) header.writeUInt32LE(length, 4 * at);
  const lists = [times, ...(places === null ? [] : [places.seeks, places.places])].map(stepsOf);
  const plain = { pictures: pictures && words, places: places && {}, sounds };
  const json = Buffer.from(JSON.stringify(plain));
  return Buffer.concat([header, ...lists.map(bytesOf), bytesOf(sizes), kinds, json]);
};

/** Throws on bytes that encodeCopyFacts() cannot have made. */
export const decodeCopyFacts = (data: Buffer): CopyFacts => {
  const [cuts = 0, placed = 0, looked = 0] = [0, 4, 8].map((at) => data.readUInt32LE(at));
  let at = HEADER_BYTES;
  const list = (length: number): Float64Array => {
    const from = at;
    at += 8 * length;
    return floats(data, from, at);
  };
  const times = sumsOf(list(cuts));
  const [seeks, places] = [sumsOf(list(placed)), sumsOf(list(placed))];
  const sizes = list(looked);
  const kinds = Uint8Array.from(data.subarray(at, at + looked));
  const plain = JSON.parse(data.toString('utf8', at + looked)) as CopyFacts;
  return {
    times,
    places: plain.places && { seeks, places },
    pictures: plain.pictures && { ...plain.pictures, kinds, sizes },
    sounds: plain.sounds,
  };
};

const NOTHING = { kinds: new Uint8Array(), sizes: new Float64Array() };

const stepsOf = (list: Float64Array): Float64Array =>
  list.map((value, at) => value - (list[at - 1] ?? 0));

const sumsOf = (steps: Float64Array): Float64Array => {
  for (let at = 1; at < steps.length; at++) steps[at] = (steps[at] ?? 0) + (steps[at - 1] ?? 0);
  return steps;
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const floats = (data: Buffer, from: number, to: number): Float64Array =>
  new Float64Array(data.buffer.slice(data.byteOffset + from, data.byteOffset + to));
