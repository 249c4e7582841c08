import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MalformedError } from '../../../src/verify/bytes.ts';
import { codedFromTs, TS_OFFSET, unwrap } from '../../../src/verify/coded.ts';
import { crc32Mpeg } from '../../../src/verify/crc32.ts';
import { parseTransport } from '../../../src/verify/ts-parser.ts';
import { seededInts } from '../../support/seeded-ints.ts';

const section = (pid: number, body: readonly number[]): Uint8Array => {
  const length = body.length - 3 + 4;
  const bytes = Buffer.from(body);
  bytes[1] = 0xb0 | (length >> 8);
  bytes[2] = length & 0xff;
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32Mpeg(bytes));
  return packet(pid, 0, {
    begin: true,
    payload: Buffer.concat([Buffer.from([0]), bytes, checksum]),
  });
};

interface Parts {
  readonly begin?: boolean;
  readonly payload: Uint8Array;
  readonly flags?: number;
  readonly clock?: number;
}

/** Stuffed by an adaptation field, as tables may not be. */
const packet = (pid: number, counter: number, { begin, payload, flags, clock }: Parts) => {
  const head = [0x47, (begin ? 0x40 : 0) | (pid >> 8), pid & 0xff, 0x30 | counter];
  const room = 184 - payload.length - 1;
  const field = Buffer.alloc(room, 0xff);
  field[0] = (flags ?? 0) | (clock === undefined ? 0 : 0x10);
  if (clock !== undefined) {
    field.writeUInt32BE(Math.floor(clock / 2), 1);
    field[5] = (clock & 1) << 7;
  }
  return Buffer.concat([Buffer.from([...head, room]), field, payload]);
};

const stamp = (prefix: number, time: number): number[] => [
  (prefix << 4) | (Math.floor(time / 2 ** 30) << 1) | 1,
  (time >> 22) & 0xff,
  ((time >> 14) & 0xfe) | 1,
  (time >> 7) & 0xff,
  ((time << 1) & 0xfe) | 1,
];

const pes = (id: number, pts: number, dts: number, data: readonly number[]): Uint8Array => {
  const header = [0, 0, 1, id, 0, 0, 0x80, 0xc0, 10, ...stamp(3, pts), ...stamp(1, dts)];
  return Buffer.from([...header, ...data]);
};

const PAT = section(0, [0, 0, 0, 0, 1, 0xc1, 0, 0, 0, 1, 0xf0, 0x00]);
const PMT = section(0x1000, [
  ...[2, 0, 0, 0, 1, 0xc1, 0, 0, 0xe1, 0x00, 0xf0, 0],
  ...[0x1b, 0xe1, 0x00, 0xf0, 0, 0x0f, 0xe1, 0x01, 0xf0, 0],
]);
const IDR = [0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x67, 1, 2, 0, 0, 1, 0x68, 3, 0, 0, 1, 0x65, 4, 5, 6];
const ADTS = [0xff, 0xf1, 0x4c, 0x80, 0x01, 0x3f, 0xfc, 7, 8]; // LC, 48 kHz, stereo, 9 bytes

const T = TS_OFFSET;
const picture = packet(0x100, 5, {
  begin: true,
  payload: pes(0xe0, T + 7200, T + 3600, IDR),
  flags: 0x40,
  clock: T - 5400,
});
const sound = packet(0x101, 9, { begin: true, payload: pes(0xc0, T + 1920, T + 1920, ADTS) });
const stream = Buffer.concat([PAT, PMT, picture, sound]);

test('ts-parser: tables, packets, times, counters and clock', () => {
  const transport = parseTransport(stream);
  assert.deepEqual([...transport.streams].flat(), [0x100, 0x1b, 0x101, 0x0f]);
  assert.deepEqual(transport.problems, []);
  assert.deepEqual(transport.clocks, [T - 5400]);
  assert.deepEqual(transport.counters.get(0x100), { first: 5, last: 5 });
  const [first] = transport.packets;
  assert.deepEqual([first?.pts, first?.dts, first?.randomAccess], [T + 7200, T + 3600, true]);
});

test('ts-parser: access units and frames of sound', () => {
  const coded = codedFromTs(stream, 0, 48_000);
  assert.deepEqual(coded.problems, []);
  assert.deepEqual(coded.parameterSets, ['670102', '6803']);
  assert.deepEqual(coded.audioConfigs, ['1190']);
  const { time, decodeTime, idr } = coded.pictures[0] ?? assert.fail('no picture');
  assert.deepEqual([time, decodeTime, idr], [7200, 3600, true]);
  assert.equal(coded.sounds[0]?.frame, 1);
});

test('ts-parser: a frame of sound off the grid is no whole frame', () => {
  const off = packet(0x101, 9, { begin: true, payload: pes(0xc0, T + 1930, T + 1930, ADTS) });
  const coded = codedFromTs(Buffer.concat([PAT, PMT, off]), 0, 48_000);
  assert.notEqual(coded.sounds[0]?.frame, 1);
});

test('ts-parser: stamps wrap around after 26 hours', () => {
  const late = 2 ** 33 - T + 5;
  assert.equal(unwrap(5, late), late);
  assert.equal(unwrap(T - 100, 0), -100);
});

const faults: readonly { name: string; bytes: Uint8Array; problem: RegExp }[] = [
  {
    name: 'a counter that jumps',
    bytes: Buffer.concat([stream, packet(0x100, 7, { payload: Buffer.from([1]) })]),
    problem: /continuity counter 7 after 5/,
  },
  { name: 'half a packet', bytes: stream.subarray(0, -10), problem: /no whole number/ },
  {
    name: 'an announced discontinuity',
    bytes: Buffer.concat([stream, packet(0x101, 10, { payload: Buffer.from([1]), flags: 0x80 })]),
    problem: /discontinuity/,
  },
  {
    name: 'a PES packet that begins before the segment',
    bytes: Buffer.concat([PAT, PMT, packet(0x100, 0, { payload: Buffer.from([1]) }), picture]),
    problem: /begins in the middle/,
  },
  {
    name: 'a table that fails its checksum',
    bytes: Buffer.concat([PAT, PMT, PMT.with(-1, 0), picture]),
    problem: /checksum/,
  },
];
for (const { name, bytes, problem } of faults) {
  test(`ts-parser: reports ${name}`, () => {
    assert.match(parseTransport(bytes).problems.join('\n'), problem);
  });
}

test('ts-parser: nothing that is damaged brings it down', () => {
  for (let seed = 1; seed <= 400; seed++) {
    const next = seededInts(seed);
    const bytes = Uint8Array.from(stream);
    for (let i = 0; i < 1 + next(12); i++) {
      bytes[next(bytes.length)] = next(256);
    }
    try {
      codedFromTs(bytes.subarray(0, bytes.length - next(200)), 0, 48_000);
    } catch (error) {
      assert.ok(error instanceof MalformedError, `seed ${seed}: ${String(error)}`);
    }
  }
});
