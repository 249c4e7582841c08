import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { VIDEO_ID, videoId } from '../../../src/core/ids.ts';
import { seededInts } from '../../support/seeded-ints.ts';

/** The definition, written another way: bit by bit, as a string. */
const reference = (root: string, path: string): string => {
  const hash = createHash('sha256').update(`${root}\0${path}`).digest();
  const bits = [...hash.subarray(0, 10)].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const letters = 'abcdefghijklmnopqrstuvwxyz234567';
  return (bits.match(/.{5}/g) ?? []).map((five) => letters[Number.parseInt(five, 2)]).join('');
};

test('videoId never changes: it stands in bookmarks', () => {
  assert.equal(videoId('movies', 'Alien (1979)/Alien.mkv'), 'dwvq7g4nds7v4tj2');
});

test('videoId is the base32 of the first 80 bits of a hash over root and path', () => {
  const next = seededInts(1);
  for (let i = 0; i < 500; i++) {
    const root = `root${next(1000)}`;
    const path = `${next(1e9)}/${next(1e9)}.mkv`;
    assert.equal(videoId(root, path), reference(root, path));
    assert.match(videoId(root, path), VIDEO_ID);
  }
});

const different: { name: string; a: [string, string]; b: [string, string] }[] = [
  { name: 'another root', a: ['a', 'x.mkv'], b: ['b', 'x.mkv'] },
  { name: 'a letter moved from root to path', a: ['ab', 'c.mkv'], b: ['a', 'bc.mkv'] },
  { name: 'another case', a: ['a', 'X.mkv'], b: ['a', 'x.mkv'] },
];
for (const { name, a, b } of different) {
  test(`videoId differs for ${name}`, () => assert.notEqual(videoId(...a), videoId(...b)));
}

test('videoId is the same for NFC and NFD', () => {
  const name = 'Amélie – Škoda.mkv';
  assert.notEqual(name.normalize('NFC'), name.normalize('NFD'));
  assert.equal(videoId('a', name.normalize('NFC')), videoId('a', name.normalize('NFD')));
});

test('videoId with salt gives further ids', () => {
  const ids = [0, 1, 2, 3].map((salt) => videoId('a', 'x.mkv', salt));
  assert.equal(new Set(ids).size, 4);
});
