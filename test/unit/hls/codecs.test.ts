import assert from 'node:assert/strict';
import test from 'node:test';
import { objectChannels, soundCodec } from '../../../src/hls/codecs.ts';

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

const dec3 = (...config: number[]): Buffer => {
  const size = Buffer.from([0, 0, 0, 8 + config.length]);
  return Buffer.concat([Buffer.from('ec-3'), size, Buffer.from('dec3'), Buffer.from(config)]);
};

test('Atmos is told by what stands behind the substreams', () => {
  const surround = [0x08, 0x00, 0x20, 0x2f, 0x00];
  const withRear = [0x0c, 0x00, 0x20, 0x2f, 0x02, 0x02];
  for (const config of [surround, withRear]) {
    assert.equal(objectChannels(dec3(...config)), null);
    assert.equal(objectChannels(dec3(...config, 1, 16)), '16/JOC');
    assert.equal(objectChannels(dec3(...config, 0, 16)), null);
  }
  const two = [0x08, 0x01, 0x20, 0x2f, 0x00, 0x20, 0x2f, 0x00];
  assert.equal(objectChannels(dec3(...two, 1, 12)), '12/JOC');
  assert.equal(objectChannels(Buffer.from('no such box')), null);
});
