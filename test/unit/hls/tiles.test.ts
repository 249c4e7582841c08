import assert from 'node:assert/strict';
import test from 'node:test';
import { fromSeconds } from '../../../src/core/ticks.ts';
import {
  imagePlaylist,
  sheetCount,
  sheetTimes,
  tileGrid,
  tileTrack,
} from '../../../src/hls/tiles.ts';

const FULL_HD = { width: 1920, height: 1080 };
const seconds = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.ceil((to - from) / step) }, (_, at) => fromSeconds(from + at * step));

test('a film has a tile every ten seconds and a sheet every five minutes', () => {
  const grid = tileGrid(fromSeconds(7200), FULL_HD);
  assert.deepEqual(grid.size, { width: 320, height: 180 });
  assert.equal(grid.count, 720);
  assert.equal(sheetCount(grid), 24);
  assert.deepEqual(sheetTimes(grid, 23), seconds(6900, 7200, 10));
  assert.deepEqual(sheetTimes(grid, 24), []);
});

test('short videos have tiles closer to each other, small ones no larger ones', () => {
  const grid = tileGrid(fromSeconds(61.5), { width: 120, height: 213 });
  assert.deepEqual(sheetTimes(grid, 2), seconds(60, 62, 1));
  assert.deepEqual(grid.size, { width: 120, height: 214 });
  assert.equal(tileGrid(fromSeconds(300), FULL_HD).interval, fromSeconds(5));
  assert.deepEqual(tileGrid(0, FULL_HD).count, 1);
});

test('an image playlist tells how the tiles lie', () => {
  const text = imagePlaylist(tileGrid(fromSeconds(1375.5), FULL_HD), 'a1');
  assert.equal(
    text,
    [
      '#EXTM3U',
      '#EXT-X-VERSION:7',
      '#EXT-X-TARGETDURATION:300',
      '#EXT-X-MEDIA-SEQUENCE:0',
      '#EXT-X-PLAYLIST-TYPE:VOD',
      '#EXT-X-IMAGES-ONLY',
      ...[0, 1, 2, 3].flatMap((sheet) => [
        '#EXTINF:300.000000,',
        '#EXT-X-TILES:RESOLUTION=320x180,LAYOUT=6x5,DURATION=10',
        `${sheet}.jpg?v=a1`,
      ]),
      '#EXTINF:175.500000,',
      '#EXT-X-TILES:RESOLUTION=320x180,LAYOUT=6x3,DURATION=10',
      '4.jpg?v=a1',
      '#EXT-X-ENDLIST',
      '',
    ].join('\n'),
  );
});

test('a track names the place of each tile', () => {
  const cues = tileTrack(tileGrid(fromSeconds(3661.5), FULL_HD), 'a1').split('\n\n');
  assert.equal(cues[0], 'WEBVTT');
  assert.equal(cues[1], '00:00:00.000 --> 00:00:10.000\n0.jpg?v=a1#xywh=0,0,320,180');
  assert.equal(cues[9], '00:01:20.000 --> 00:01:30.000\n0.jpg?v=a1#xywh=640,180,320,180');
  assert.equal(cues[367], '01:01:00.000 --> 01:01:01.500\n12.jpg?v=a1#xywh=0,180,320,180\n');
  assert.equal(cues.length, 368);
});
