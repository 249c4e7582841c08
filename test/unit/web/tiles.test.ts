import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tileAt, tilesOf } from '../../../src/web/player/tiles.ts';

const TRACK = `WEBVTT

00:00:00.000 --> 00:00:10.000
0.jpg?v=a#xywh=0,0,320,180

00:00:10.000 --> 00:00:20.000
0.jpg?v=a#xywh=320,0,320,180

01:00:00.500 --> 01:00:10.000
12.jpg?v=a#xywh=0,180,320,180
`;

const tiles = tilesOf(TRACK, '/api/v1/video/x/trickplay/tiles.vtt');

test('tiles are read with their times and places', () => {
  assert.equal(tiles.length, 3);
  assert.deepEqual(tiles[2], {
    ...{ start: 3600.5, end: 3610, sheet: '/api/v1/video/x/trickplay/12.jpg?v=a' },
    ...{ left: 0, top: 180, width: 320, height: 180 },
  });
  assert.deepEqual(tilesOf(TRACK.replace(/\n/g, '\r\n'), '/api/v1/video/x/trickplay/'), tiles);
  assert.deepEqual(tilesOf('<html>', '/'), []);
});

for (const [time, at] of [
  [0, 0],
  [9.9, 0],
  [10, 1],
  [3600.4, 1],
  [9999, 2],
] as const) {
  test(`at ${time} s tile ${at} is shown`, () => {
    assert.equal(tileAt(tiles, time), tiles[at]);
  });
}

test('before all tiles there is none', () => {
  assert.equal(tileAt(tiles, -1), null);
  assert.equal(tileAt([], 5), null);
});
