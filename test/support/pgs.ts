/** Writes image subtitles as Blu-ray discs have them (PGS), as a `.sup` file that ffmpeg reads. */

export interface PgsObject {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  /** Index of a colour; 0 shines through. */
  readonly pixel: (x: number, y: number) => number;
}

export interface PgsCaption {
  /** Seconds. */
  readonly start: number;
  /** Null: the next one replaces it. */
  readonly end: number | null;
  readonly objects: readonly PgsObject[];
}

export interface Pgs {
  readonly width: number;
  readonly height: number;
  /** Y, Cr, Cb, alpha of colours 1, 2, …. */
  readonly palette: readonly (readonly [number, number, number, number])[];
  readonly captions: readonly PgsCaption[];
}

const PALETTE = 0x14;
const OBJECT = 0x15;
const COMPOSITION = 0x16;
const WINDOW = 0x17;
const END = 0x80;

const word = (value: number): number[] => [(value >> 8) & 255, value & 255];

const segment = (seconds: number, type: number, payload: readonly number[]): Buffer => {
  const head = Buffer.alloc(13);
  head.write('PG');
  head.writeUInt32BE(Math.round(seconds * 90_000), 2);
  head.writeUInt8(type, 10);
  head.writeUInt16BE(payload.length, 11);
  return Buffer.concat([head, Buffer.from(payload)]);
};

const run = (colour: number, length: number): number[] => {
  if (colour !== 0 && length === 1) return [colour];
  const long = length > 63;
  const flags = (long ? 0x40 : 0) | (colour === 0 ? 0 : 0x80);
  const count = long ? [flags | (length >> 8), length & 255] : [flags | length];
  return [0, ...count, ...(colour === 0 ? [] : [colour])];
};

const runLengths = ({ width, height, pixel }: PgsObject): number[] => {
  const coded: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let from = 0, x = 1; x <= width; x++) {
      const colour = pixel(from, y);
      if (x < width && pixel(x, y) === colour) continue;
      coded.push(...run(colour, x - from));
      from = x;
    }
    coded.push(0, 0);
  }
  return coded;
};

const composition = ({ width, height }: Pgs, objects: readonly PgsObject[], number: number) => [
  ...[...word(width), ...word(height), 0x10, ...word(number)],
  ...[objects.length > 0 ? 0x80 : 0, 0, 0, objects.length],
  ...objects.flatMap(({ x, y }, id) => [...word(id), id, 0, ...word(x), ...word(y)]),
];

const windows = (objects: readonly PgsObject[]): number[] => [
  objects.length,
  ...objects.flatMap(({ x, y, width, height }, id) => [
    ...[id, ...word(x), ...word(y), ...word(width), ...word(height)],
  ]),
];

const object = (one: PgsObject, id: number): number[] => {
  const coded = runLengths(one);
  const length = coded.length + 4;
  const head = [...word(id), 0, 0xc0, length >> 16, ...word(length & 0xffff)];
  return [...head, ...word(one.width), ...word(one.height), ...coded];
};

const displaySet = (pgs: Pgs, time: number, objects: readonly PgsObject[], number: number) => {
  const parts = [segment(time, COMPOSITION, composition(pgs, objects, number))];
  parts.push(segment(time, WINDOW, windows(objects)));
  if (objects.length > 0) {
    const colours = pgs.palette.flatMap((colour, index) => [index + 1, ...colour]);
    parts.push(segment(time, PALETTE, [0, 0, ...colours]));
    parts.push(...objects.map((one, id) => segment(time, OBJECT, object(one, id))));
  }
  parts.push(segment(time, END, []));
  return parts;
};

/** Begins at zero, with nothing: ffmpeg takes where a file begins for that. */
export const writeSup = (pgs: Pgs): Buffer =>
  Buffer.concat([
    ...displaySet(pgs, 0, [], 0),
    ...pgs.captions.flatMap(({ start, end, objects }, at) => [
      ...displaySet(pgs, start, objects, 2 * at + 1),
      ...(end === null ? [] : displaySet(pgs, end, [], 2 * at + 2)),
    ]),
  ]);
