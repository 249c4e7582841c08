import assert from 'node:assert/strict';
import test from 'node:test';
import { discRefusal } from '../../../src/library/discs.ts';

const refusal = (path: string, ...others: string[]): string | null =>
  discRefusal({ root: '', path }, (place) => others.includes(place.path));

test('images of discs and films in several VOBs are refused in words', () => {
  assert.match(refusal('Alien.ISO') ?? '', /image of a disc/);
  assert.match(refusal('Heat/VIDEO_TS/VTS_02_1.VOB', 'Heat/VIDEO_TS/VTS_02_2.VOB') ?? '', /VOB/);
  assert.match(refusal('Heat/VIDEO_TS/VTS_02_2.VOB', 'Heat/VIDEO_TS/VTS_02_1.VOB') ?? '', /VOB/);
});

test('a film in one VOB, and the largest stream of a Blu-ray, are played', () => {
  assert.equal(refusal('Heat/VIDEO_TS/VTS_02_1.VOB', 'Heat/VIDEO_TS/VTS_01_2.VOB'), null);
  assert.equal(
    refusal('Up (2009)/BDMV/STREAM/00800.m2ts', 'Up (2009)/BDMV/STREAM/00801.m2ts'),
    null,
  );
  assert.equal(refusal('isolation.mkv'), null);
});
