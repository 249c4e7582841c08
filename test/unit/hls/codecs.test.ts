import assert from 'node:assert/strict';
import test from 'node:test';
import { soundCodec } from '../../../src/hls/codecs.ts';

/** With sizes of as many bytes as writers like. */
const esds = (config: number[], size = [0x40]): Buffer => {
  const es = [0x03, ...size, 0, 1, 0];
  const decoder = [0x04, ...size, 0x40, 0x15, ...new Array(11).fill(0)];
  const bytes = [0, 0, 0, 0, ...es, ...decoder, 0x05, ...size, ...config, 0, 0];
  return Buffer.concat([Buffer.from('....mp4a........esds'), Buffer.from(bytes)]);
};

const objectTypes = [
  { config: [0x11, 0x90], expected: 'mp4a.40.2' },
  { config: [0x2b, 0x11], expected: 'mp4a.40.5' },
  { config: [0xeb, 0x11], expected: 'mp4a.40.29' },
  { config: [0xf9, 0x40], expected: 'mp4a.40.42' },
];

for (const { config, expected } of objectTypes) {
  test(`soundCodec: ${expected} by its configuration`, () => {
    assert.equal(soundCodec('aac', esds(config)), expected);
    assert.equal(soundCodec('aac', esds(config, [0x80, 0x80, 0x80, 0x40])), expected);
  });
}

test('soundCodec: other codecs have one name each', () => {
  const names = ['mp3', 'ac3', 'eac3', 'opus', 'flac'].map((it) => soundCodec(it, Buffer.alloc(0)));
  assert.deepEqual(names, ['mp4a.40.34', 'ac-3', 'ec-3', 'Opus', 'fLaC']);
});

test('soundCodec: an init segment without a configuration is the fault of the engine', () => {
  for (const init of [Buffer.alloc(0), Buffer.from('esds'), esds([]).subarray(0, 30)]) {
    assert.throws(() => soundCodec('aac', init), { code: 'ENGINE_FAILED' });
  }
});
