import assert from 'node:assert/strict';
import test from 'node:test';
import { decode, encode, release } from '../../../src/engine/children/wire.ts';

/** As it arrives: the bytes lie somewhere in memory of their own. */
const sent = (value: unknown): unknown => {
  const { text, bytes } = encode(value);
  const memory = Buffer.from(new ArrayBuffer(bytes === null ? 0 : bytes.length + 16), 16);
  memory.set(bytes ?? []);
  return decode({ text, bytes: bytes === null ? null : memory });
};

test('plain data and numbers of every kind arrive as they were', () => {
  const value = {
    data: Buffer.from('segment'),
    index: { keyframes: Float64Array.of(0.5, 90_000, 2 ** 50), seeks: new Float64Array(0) },
    keys: Uint8Array.of(1, 0, 255),
    pcm: Float32Array.of(-1, 0.25),
    stats: { warm: true, seeks: 3, list: [1, null, 'ä'] },
  };
  assert.deepEqual(sent(value), value);
  assert.deepEqual(sent({ value: value.data }), { value: value.data });
  assert.ok(Buffer.isBuffer((sent(value) as typeof value).data));
});

test('what has no numbers needs no memory, and one array is neither copied nor spelt out', () => {
  assert.equal(encode({ steps: { 1: 5 } }).bytes, null);
  const data = Object.assign(Buffer.from('segment'), { toJSON: () => assert.fail() });
  assert.equal(encode({ data }).bytes?.buffer, data.buffer);
});

test('memory of what was sent is free, and memory that others share is not', () => {
  const data = Buffer.from(new ArrayBuffer(1 << 20));
  const shared = Buffer.from(new ArrayBuffer(64), 0, 32);
  for (const array of [data, shared]) release(encode({ array }));
  assert.equal(data.length, 0);
  assert.equal(shared.length, 32);
  const [times, keys] = [Float64Array.of(0.5, 1), Uint8Array.of(1)];
  release(encode({ times, keys }));
  assert.deepEqual([...times, ...keys], [0.5, 1, 1]);
  release(encode({ steps: {} }));
});

test('a name found in a file cannot pose as numbers', () => {
  const tags = { '@bytes': 'float64', title: '@bytes' };
  assert.deepEqual(sent({ tags, data: Buffer.from('x') }), { tags, data: Buffer.from('x') });
});

test('numbers that are not there are an error', () => {
  assert.throws(() => decode({ text: '{"data":{"@bytes":["buffer",0,4]}}', bytes: null }));
  const bytes = Buffer.alloc(2);
  assert.throws(() => decode({ text: '{"data":{"@bytes":["float64",0,1e9]}}', bytes }));
});

test('an empty list may have no memory, as the addon makes them', () => {
  const gone = new Float32Array(1);
  structuredClone(gone.buffer, { transfer: [gone.buffer] });
  const { pcm, times } = decode(encode({ pcm: gone, times: Float64Array.of(1) })) as {
    readonly pcm: Float32Array;
    readonly times: Float64Array;
  };
  assert.ok(pcm instanceof Float32Array);
  assert.deepEqual([pcm.length, [...times]], [0, [1]]);
});
