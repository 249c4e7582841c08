import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startQuality } from '../../../src/web/player/start-quality.ts';

const ladder = [
  { name: '240p_h264', width: 426, height: 240, bitrate: 500_000 },
  { name: '480p_h264', width: 854, height: 480, bitrate: 1_500_000 },
  { name: '720p_h264', width: 1280, height: 720, bitrate: 4_000_000 },
  { name: '1080p_h264', width: 1920, height: 1080, bitrate: 8_000_000 },
];

const cases = [
  { name: 'the screen decides', screen: 1280, expected: '720p_h264' },
  { name: 'between two rungs the larger', screen: 1500, expected: '1080p_h264' },
  { name: 'no larger than needed', screen: 854, expected: '480p_h264' },
  { name: 'at most the largest', screen: 7680, expected: '1080p_h264' },
  { name: 'at least the smallest', screen: 100, expected: '240p_h264' },
  { name: 'the line decides', screen: 1920, bandwidth: 3e6, expected: '480p_h264' },
  { name: 'a line too slow for any', screen: 1920, bandwidth: 1e5, expected: '240p_h264' },
  { name: 'the viewer decides', screen: 426, chosen: '1080p_h264', expected: '1080p_h264' },
  { name: 'a choice that is not there', screen: 426, chosen: '360p_h264', expected: '240p_h264' },
];

for (const { name, screen, bandwidth = null, chosen = null, expected } of cases) {
  test(`startQuality: ${name}`, () => {
    const index = startQuality(ladder, { chosen, screen, bandwidth });
    assert.equal(ladder[index]?.name, expected);
    const turned = ladder.map((rung) => ({ ...rung, width: rung.height, height: rung.width }));
    assert.equal(startQuality(turned.reverse(), { chosen, screen, bandwidth }), 3 - index);
  });
}

const copy = { name: 'source_hevc', width: 1920, height: 1080, bitrate: 12_000_000 };

const copies = [
  { name: 'the file as it is', expected: 'source_hevc' },
  { name: 'whatever the screen', screen: 400, expected: 'source_hevc' },
  { name: 'not over a line that is too slow', bandwidth: 3e6, expected: '480p_h264' },
  { name: 'not one that nothing carries', bitrate: 90e6, expected: '1080p_h264' },
  { name: 'unless the viewer wants it', bitrate: 90e6, chosen: 'source_hevc', expected: copy.name },
  { name: 'of whatever codec', bitrate: 90e6, chosen: 'source_h264', expected: copy.name },
  { name: 'nor where the viewer wants another', chosen: '240p_h264', expected: '240p_h264' },
];

for (const { name, screen = 1920, bandwidth = null, chosen = null, ...rest } of copies) {
  test(`startQuality: ${name}`, () => {
    const { bitrate = copy.bitrate, expected } = rest;
    const all = [...ladder, { ...copy, bitrate }];
    assert.equal(all[startQuality(all, { chosen, screen, bandwidth })]?.name, expected);
  });
}

test('startQuality: an original of a film that has none is no choice', () => {
  const index = startQuality(ladder, { chosen: 'source_hevc', screen: 1280, bandwidth: null });
  assert.equal(ladder[index]?.name, '720p_h264');
});
