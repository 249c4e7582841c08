import type { MediaIndex } from '../engine/types.ts';

const FROM: readonly MediaIndex['from'][] = ['none', 'mov', 'matroska', 'avi', 'flv'];
const HEADER_WORDS = 4;

/**
 * A MediaIndex as bytes: a header (where it is from, three lengths), then each list as differences,
 * all float64. Ticks are safe integers, so differences are exact; and because frames last equally
 * long they are mostly the same number, which deflate then makes nothing of.
 */
export const encodeIndex = ({ from, keyframes, seeks, frames }: MediaIndex): Buffer => {
  const lists = [keyframes, seeks, frames];
  const words = Float64Array.of(FROM.indexOf(from), ...lists.map((list) => list.length));
  return Buffer.concat([words, ...lists.map(differences)].map(bytesOf));
};

/** Throws on bytes that encodeIndex() cannot have made. */
export const decodeIndex = (data: Buffer): MediaIndex => {
  const words = new Float64Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.length));
  const [kind = -1, ...lengths] = words.subarray(0, HEADER_WORDS);
  const from = FROM[kind];
  const [keyframes = 0, seeks = 0, frames = 0] = lengths;
  if (from === undefined || HEADER_WORDS + keyframes + seeks + frames !== words.length) {
    throw new RangeError('not an index');
  }
  const seeksAt = HEADER_WORDS + keyframes;
  const framesAt = seeksAt + seeks;
  return {
    from,
    keyframes: sums(words.slice(HEADER_WORDS, seeksAt)),
    seeks: sums(words.slice(seeksAt, framesAt)),
    frames: sums(words.slice(framesAt)),
  };
};

const differences = (list: Float64Array): Float64Array =>
  list.map((value, i) => value - (list[i - 1] ?? 0));

/** In place. */
const sums = (list: Float64Array): Float64Array => {
  for (let i = 1; i < list.length; i++) list[i] = (list[i] ?? 0) + (list[i - 1] ?? 0);
  return list;
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);
