import type { CutFacts } from '../engine/types.ts';

/** What the engine has told of copying a file's streams. */
export interface CopyFacts {
  /** The cuts that were asked about; none without pictures that can be cut. */
  readonly times: Float64Array;
  /** Null when it was not asked. */
  readonly pictures: CutFacts | null;
  readonly sounds: readonly SoundFacts[];
}

/** A track of sound that may be copied. */
export interface SoundFacts {
  /** Index of the stream. */
  readonly stream: number;
  /** RFC 6381; empty when it cannot be copied. */
  readonly codecs: string;
  /** MPEG-TS can carry it, too. */
  readonly fitsTs: boolean;
  /** In words; null when it can be copied. */
  readonly refusal: string | null;
}

const HEADER_BYTES = 8;

/** Lengths, then the lists as float64 (times as differences, which deflate well), then JSON. */
export const encodeCopyFacts = ({ times, pictures, sounds }: CopyFacts): Buffer => {
  const { kinds, sizes, ...words } = pictures ?? NOTHING;
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt32LE(times.length, 0);
  header.writeUInt32LE(kinds.length, 4);
  const steps = times.map((time, at) => time - (times[at - 1] ?? 0));
  const plain = { pictures: pictures && words, sounds };
  const json = Buffer.from(JSON.stringify(plain));
  return Buffer.concat([header, bytesOf(steps), bytesOf(sizes), kinds, json]);
};

/** Throws on bytes that encodeCopyFacts() cannot have made. */
export const decodeCopyFacts = (data: Buffer): CopyFacts => {
  const cuts = data.readUInt32LE(0);
  const looked = data.readUInt32LE(4);
  const sizesAt = HEADER_BYTES + 8 * cuts;
  const kindsAt = sizesAt + 8 * looked;
  const times = floats(data, HEADER_BYTES, sizesAt);
  for (let at = 1; at < times.length; at++) times[at] = (times[at] ?? 0) + (times[at - 1] ?? 0);
  const { pictures, sounds } = JSON.parse(data.toString('utf8', kindsAt + looked)) as CopyFacts;
  const sizes = floats(data, sizesAt, kindsAt);
  const kinds = Uint8Array.from(data.subarray(kindsAt, kindsAt + looked));
  return { times, pictures: pictures && { ...pictures, kinds, sizes }, sounds };
};

const NOTHING = { kinds: new Uint8Array(), sizes: new Float64Array() };

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

const floats = (data: Buffer, from: number, to: number): Float64Array =>
  new Float64Array(data.buffer.slice(data.byteOffset + from, data.byteOffset + to));
