import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Summary } from '../../../src/library/summaries.ts';
import { bestFormat, formatJson } from '../../../src/stream/format-json.ts';

const summary = (changes: Partial<Summary> = {}): Summary => ({
  duration: 90_000,
  picture: { long: 1920, short: 1080, range: 'sdr' },
  audio: [{ language: 'eng', channels: 2, layout: 'stereo' }],
  subtitles: [],
  ...changes,
});

const SIZES: readonly [number, number, string][] = [
  [7680, 4320, '8K'],
  [3840, 1600, '4K'],
  [2560, 1440, '1440p'],
  [1920, 800, '1080p'],
  [1440, 1080, '1080p'],
  [1280, 534, '720p'],
  [1024, 576, '576p'],
  [768, 576, '576p'],
  [854, 480, '480p'],
  [640, 480, '480p'],
  [640, 360, 'SD'],
];

test('classes of resolution, with and without bars', () => {
  for (const [long, short, name] of SIZES) {
    const { resolution } = formatJson(summary({ picture: { long, short, range: 'sdr' } }));
    assert.equal(resolution, name, `${long}x${short}`);
  }
  assert.equal(formatJson(summary({ picture: null })).resolution, null);
});

const SOUNDS: readonly [number, string, string][] = [
  [1, 'mono', 'mono'],
  [2, 'stereo', 'stereo'],
  [6, '5.1(side)', '5.1'],
  [8, '7.1(wide)', '7.1'],
  [6, 'hexagonal', '5.1'],
  [3, '3.0(back)', '3.0'],
  [16, 'hexadecagonal', '16.0'],
];

test('sound as boxes say it, of the track with the most channels', () => {
  for (const [channels, layout, name] of SOUNDS) {
    const audio = [...summary().audio, { language: null, channels, layout }];
    assert.equal(formatJson(summary({ audio })).sound, name === 'mono' ? 'stereo' : name, layout);
  }
  assert.equal(formatJson(summary({ audio: [] })).sound, null);
});

test('kinds of HDR, and languages as the web names them, each once', () => {
  const ranges = { sdr: null, pq: 'HDR10', hlg: 'HLG', 'dolby-vision': 'Dolby Vision', odd: null };
  for (const [range, name] of Object.entries(ranges)) {
    assert.equal(formatJson(summary({ picture: { long: 1, short: 1, range } })).hdr, name);
  }
  const subtitles = ['ger', 'deu', 'und', null, '<b>', 'pt-BR'];
  assert.deepEqual(formatJson(summary({ subtitles })).subtitle_languages, ['de', 'pt-BR']);
});

test('of a series the best of its episodes', () => {
  const kor = { language: 'kor', channels: 6, layout: '5.1' };
  const formats = [
    formatJson(summary()),
    formatJson(summary({ picture: { long: 3840, short: 2160, range: 'hlg' }, audio: [] })),
    formatJson(summary({ picture: { long: 1, short: 1, range: 'pq' }, audio: [kor] })),
  ];
  assert.deepEqual(bestFormat(formats), {
    resolution: '4K',
    hdr: 'HDR10',
    sound: '5.1',
    audio_languages: ['en', 'ko'],
    subtitle_languages: [],
  });
  assert.equal(bestFormat([]), null);
});
