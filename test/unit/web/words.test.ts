import assert from 'node:assert/strict';
import test from 'node:test';
import { en } from '../../../src/web/words/en.ts';
import { ko } from '../../../src/web/words/ko.ts';
import { languageOf } from '../../../src/web/words/words.ts';

test('the first language that there is, whatever its region', () => {
  assert.equal(languageOf(['ko-KR', 'en-US']), 'ko');
  assert.equal(languageOf(['fr-FR', 'KO', 'en']), 'ko');
  assert.equal(languageOf(['fr', 'de']), 'en');
  assert.equal(languageOf(['constructor', 'ko']), 'ko');
  assert.equal(languageOf([]), 'en');
});

/** Paths of all words, and what kind each is. */
const shape = (words: object, path = ''): string[] =>
  Object.entries(words).flatMap(([name, word]) =>
    typeof word === 'object' ? shape(word, `${path}${name}.`) : [`${path}${name}: ${typeof word}`],
  );

test('every language says all of it', () => {
  assert.deepEqual(shape(ko), shape(en));
  assert.ok(!JSON.stringify(ko).includes('""'));
});
