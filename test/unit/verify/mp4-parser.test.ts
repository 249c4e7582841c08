import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/verify/bytes.ts';
import { codedFromFragment } from '../../../src/verify/coded.ts';
import { parseFragments, parseInit } from '../../../src/verify/mp4-parser.ts';
import { seededInts } from '../../support/seeded-ints.ts';

type Part = number | string | Uint8Array;

const bytesOf = (part: Part): Uint8Array => {
  if (typeof part !== 'number') {
    return Buffer.from(part as string, 'latin1');
  }
  const word = Buffer.alloc(4);
  word.writeInt32BE(part | 0);
  return word;
};

/** Numbers are 32-bit words. */
const box = (type: string, ...parts: Part[]): Uint8Array => {
  const body = Buffer.concat(parts.map(bytesOf));
  return Buffer.concat([bytesOf(8 + body.length), bytesOf(type), body]);
};

const zeros = (count: number): Uint8Array => Buffer.alloc(count);
const raw = (...bytes: number[]): Uint8Array => Buffer.from(bytes);

const init = (handler: string, timescale: number, entry: Uint8Array, more: Uint8Array[] = []) => {
  const stbl = box('stbl', box('stsd', 0, 1, entry));
  const mdia = box(
    'mdia',
    box('mdhd', 0, 0, 0, timescale, 0, 0),
    box('hdlr', 0, 0, handler, 0, 0, 0),
    box('minf', stbl),
  );
  const trak = box('trak', box('tkhd', 7, 0, 0, 1, zeros(68)), ...more, mdia);
  const trex = box('mvex', box('trex', 0, 1, 1, 0, 0, 0));
  return Buffer.concat([box('ftyp', 'iso6', 0), box('moov', trak, trex)]);
};

const avcC = box('avcC', raw(1, 100, 0, 21, 0xff, 0xe1, 0, 3, 0x67, 1, 2, 1, 0, 2, 0x68, 3));
const avc1 = box('avc1', zeros(24), raw(1, 0x40, 0, 0xb4), zeros(50), avcC);
const VIDEO = init('vide', 90_000, avc1);

const esds = box(
  'esds',
  0,
  raw(3, 25, 0, 1, 0),
  raw(4, 0x80, 0x80, 17, 0x40, 0x15, ...zeros(11)),
  raw(5, 2, 0x11, 0x90),
);
const AUDIO = init('soun', 48_000, box('mp4a', zeros(28), esds));

/** Two samples: an IDR at 900, then one that is shown first of the two that follow. */
const fragment = (offset: number): Uint8Array => {
  const samples = [3600, 7, 0x2000000, 0, 3600, 6, 0x1010000, -1800];
  const trun = box('trun', 0x01000f01, 2, offset, ...samples);
  const tfdt = box('tfdt', 0x01000000, 0, 900);
  const moof = box('moof', box('mfhd', 0, 1), box('traf', box('tfhd', 0x20000, 1), tfdt, trun));
  const mdat = box('mdat', raw(0, 0, 0, 3, 0x65, 1, 2), raw(0, 0, 0, 2, 0x41, 9));
  return Buffer.concat([moof, mdat]);
};
const moofSize = fragment(0).length - 13;
const FRAGMENT = fragment(moofSize);

test('mp4-parser: the init segment of a video track', () => {
  const track = parseInit(VIDEO);
  assert.equal(track.kind, 'video');
  assert.deepEqual([track.id, track.timescale, track.width, track.height], [1, 90_000, 320, 180]);
  assert.deepEqual(codedFromFragment(FRAGMENT, track).parameterSets, ['670102', '6803']);
  assert.equal(track.hasEditList, false);
  const edited = init('vide', 90_000, avc1, [box('edts', box('elst', 0, 0))]);
  assert.equal(parseInit(edited).hasEditList, true);
});

test('mp4-parser: the init segment of an audio track', () => {
  const track = parseInit(AUDIO);
  const { kind, timescale, audioConfig } = track;
  assert.deepEqual([kind, timescale, audioConfig], ['audio', 48_000, '1190']);
});

test('mp4-parser: times, flags and data of the samples', () => {
  const samples = parseFragments(FRAGMENT, parseInit(VIDEO));
  const facts = samples.map(({ dts, pts, duration, sync }) => [dts, pts, duration, sync]);
  const expected = [900, 900, 3600, true, 4500, 2700, 3600, false];
  assert.deepEqual(facts.flat(), expected);
  const coded = codedFromFragment(FRAGMENT, parseInit(VIDEO));
  assert.deepEqual(coded.problems, []);
  assert.deepEqual([coded.pictures.map(({ idr }) => idr), coded.decodeEnd], [[true, false], 8100]);
});

test('mp4-parser: an offset that points beyond the end is malformed', () => {
  assert.throws(() => parseFragments(fragment(moofSize + 1), parseInit(VIDEO)), MalformedError);
  assert.throws(() => parseFragments(fragment(-5), parseInit(VIDEO)), MalformedError);
});

test('mp4-parser: nothing that is cut or damaged brings it down', () => {
  const track = parseInit(VIDEO);
  for (let seed = 1; seed <= 600; seed++) {
    const next = seededInts(seed);
    for (const [whole, parse] of [
      [VIDEO, parseInit],
      [AUDIO, parseInit],
      [FRAGMENT, (bytes: Uint8Array) => codedFromFragment(bytes, track)],
    ] as const) {
      const bytes = Uint8Array.from(whole).subarray(0, whole.length - next(3) * next(60));
      bytes[next(bytes.length)] = next(256);
      try {
        parse(bytes);
      } catch (error) {
        assert.ok(error instanceof MalformedError, `seed ${seed}: ${String(error)}`);
      }
    }
  }
});
