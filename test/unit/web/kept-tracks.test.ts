import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexLike } from '../../../src/web/player/kept-tracks.ts';

const track = (language: string | null, name: string) => ({ language, name });
const TRACKS = [
  track('en', 'English'),
  track('de', 'Deutsch'),
  track('en', 'English, commentary'),
  track(null, 'Track 4'),
];

const CHOICES = [
  [track('en', 'English, commentary'), 2, 'called alike'],
  [track('de', 'Deutsch 5.1'), 1, 'the first one in that language'],
  [track('fr', 'Deutsch'), -1, 'a name in another language is another track'],
  [track(null, 'Track 4'), 3, 'without a language the name counts'],
  [track(null, 'Track 9'), -1, 'and nothing else'],
] as const;

for (const [kept, expected, what] of CHOICES) {
  test(`a track that was chosen is found again: ${what}`, () => {
    assert.equal(indexLike(TRACKS, kept), expected);
  });
}
