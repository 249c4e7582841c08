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
