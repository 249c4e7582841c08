import assert from 'node:assert/strict';
import { test } from 'node:test';
import { artworkIn, NO_ARTWORK } from '../../../../src/library/local/artwork.ts';

test('the pictures of a folder are those of its film or series', () => {
  const { show } = artworkIn(['Film.mkv', 'poster.jpg', 'FanArt.JPG', 'banner.png', 'thumb.webp']);
  assert.deepEqual(show, {
    poster: 'poster.jpg',
    fanart: 'FanArt.JPG',
    banner: 'banner.png',
    thumbnail: 'thumb.webp',
  });
});

test('poster goes before folder, and folder does where it is alone', () => {
  assert.equal(artworkIn(['folder.jpg', 'poster.jpg']).show.poster, 'poster.jpg');
  assert.equal(artworkIn(['folder.jpg', 'x.txt']).show.poster, 'folder.jpg');
});

test('seasons have pictures in the folder of their series', () => {
  const { seasons } = artworkIn([
    'season01-poster.jpg',
    'season1-banner.jpg',
    'Season02.jpg',
    'season-specials-poster.jpg',
  ]);
  assert.equal(seasons.get(1)?.poster, 'season01-poster.jpg');
  assert.equal(seasons.get(1)?.banner, 'season1-banner.jpg');
  assert.equal(seasons.get(2)?.poster, 'Season02.jpg');
  assert.equal(seasons.get(0)?.poster, 'season-specials-poster.jpg');
  assert.equal(artworkIn(['season-all-poster.jpg']).show.poster, 'season-all-poster.jpg');
});

test('pictures with the name of a video are its own, in any spelling of Unicode', () => {
  const folder = artworkIn([
    'Ame\u0301lie-thumb.jpg',
    'Amélie-poster.png',
    'Lost S01E01.jpg',
    'Heat.1995.1080p-fanart.jpg',
    'poster.jpg',
  ]);
  assert.deepEqual(folder.of('Amélie.mkv'), {
    ...NO_ARTWORK,
    thumbnail: 'Ame\u0301lie-thumb.jpg',
    poster: 'Amélie-poster.png',
  });
  assert.equal(folder.of('Lost S01E01.mkv').thumbnail, 'Lost S01E01.jpg');
  assert.equal(folder.of('Heat.1995.1080p').fanart, 'Heat.1995.1080p-fanart.jpg');
  assert.deepEqual(folder.of('poster.mkv'), NO_ARTWORK);
  assert.equal(folder.show.poster, 'poster.jpg');
});

test('the only video of a folder lends it its pictures', () => {
  const { show } = artworkIn(['Heat.mkv', 'Heat-poster.jpg', 'fanart.jpg']);
  assert.deepEqual([show.poster, show.fanart], ['Heat-poster.jpg', 'fanart.jpg']);
});
