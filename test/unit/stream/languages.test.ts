import assert from 'node:assert/strict';
import test from 'node:test';
import { languageTag, trackName } from '../../../src/stream/languages.ts';
import type { AudioTrack } from '../../../src/stream/title.ts';

const tags: Readonly<Record<string, string | null>> = {
  eng: 'en',
  fre: 'fr',
  'zh-hant-tw': 'zh-Hant-TW',
  'en-x-foo': 'en',
  'en-u-ca-buddhist': 'en',
  'de-1996': 'de',
  und: null,
  'und-Latn': null,
  mul: null,
  english: null,
  'x-private': null,
  'i-default': null,
  '': null,
  '\u0000"': null,
};

test('languageTag: language, script and region, or nothing', () => {
  const found = Object.keys(tags).map((code) => [code, languageTag(code)]);
  assert.deepEqual(Object.fromEntries(found), tags);
});

test('trackName: whatever the container says has a name', () => {
  for (const [language, tag] of Object.entries(tags)) {
    const name = trackName({ stream: { title: null, language } } as AudioTrack, 1);
    assert.equal(name === 'Track 2', tag === null);
  }
});
