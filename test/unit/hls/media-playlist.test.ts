import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildGrid } from '../../../src/hls/grid.ts';
import {
  type MediaPlaylist,
  mediaPlaylist,
  subtitlePlaylist,
  targetDuration,
} from '../../../src/hls/media-playlist.ts';

const S = 90_000; // ticks in a second

const playlist = (over: Partial<MediaPlaylist>): string =>
  mediaPlaylist({
    boundaries: [0, S, 3 * S],
    targetDuration: 4,
    container: 'ts',
    independent: true,
    version: null,
    ...over,
  });

test('MPEG-TS, no version', () => {
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:3',
    '#EXT-X-TARGETDURATION:4',
    '#EXT-X-MEDIA-SEQUENCE:0',
    '#EXT-X-PLAYLIST-TYPE:VOD',
    '#EXT-X-INDEPENDENT-SEGMENTS',
    '#EXTINF:1.000000,',
    '0.ts',
    '#EXTINF:2.000000,',
    '1.ts',
    '#EXT-X-ENDLIST',
    '',
  ];
  assert.equal(playlist({}), lines.join('\n'));
});

test('fragmented MP4 of an open-GOP copy, with a version', () => {
  const text = playlist({ container: 'fmp4', independent: false, version: 'a1 b' });
  assert.match(text, /^#EXTM3U\n#EXT-X-VERSION:7\n/);
  assert.match(text, /\n#EXT-X-MAP:URI="init\.mp4\?v=a1\+b"\n#EXTINF:/);
  assert.match(text, /\n1\.m4s\?v=a1\+b\n#EXT-X-ENDLIST\n$/);
  assert.doesNotMatch(text, /INDEPENDENT/);
});

const targetCases = [
  { name: 'at least one', grids: [[0, 1]], target: 1 },
  { name: 'whole seconds', grids: [[0, 2 * S]], target: 2 },
  { name: 'rounded up', grids: [[0, 2.1 * S]], target: 3 },
  {
    name: 'the longest of all renditions',
    grids: [[0, S, 3 * S], [0, 10.4 * S, 11 * S], []],
    target: 11,
  },
];
for (const { name, grids, target } of targetCases) {
  test(`targetDuration: ${name}`, () => {
    assert.equal(targetDuration(grids), target);
  });
}

test('EXTINF add up to the microsecond and stay below the target', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const duration = 1 + ((seed * 7_654_321) % (7200 * S));
    const { transcode } = buildGrid({
      duration,
      keyframes: [],
      frames: [],
      frameRate: { num: 24_000, den: 1001 },
      constantRate: true,
      videoStart: 0,
      targets: { copy: 4 * S, transcode: 2 * S, first: S },
    });
    const target = targetDuration([transcode]);
    let sum = 0;
    for (const [, whole, micros] of playlist({ boundaries: transcode }).matchAll(
      /:(\d+)\.(\d{6}),/g,
    )) {
      const length = Number(whole) * 1_000_000 + Number(micros);
      assert.ok(length <= target * 1_000_000);
      sum += length;
    }
    assert.equal(sum, Math.round((duration * 100) / 9), `duration ${duration}`);
  }
});

test('subtitlePlaylist: segments that know their container, of a length of their own', () => {
  const boundaries = [0, 60 * 90_000, 61.5 * 90_000];
  assert.equal(
    subtitlePlaylist({ boundaries, container: 'fmp4', version: 'a' }),
    `#EXTM3U
#EXT-X-VERSION:3
#EXT-X-TARGETDURATION:60
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXTINF:60.000000,
0.vtt?container=fmp4&v=a
#EXTINF:1.500000,
1.vtt?container=fmp4&v=a
#EXT-X-ENDLIST
`,
  );
  assert.match(subtitlePlaylist({ boundaries, container: 'ts', version: null }), /^0\.vtt$/m);
});
