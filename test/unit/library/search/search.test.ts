import assert from 'node:assert/strict';
import { test } from 'node:test';
import { distance, isMeant } from '../../../../src/library/search/meant.ts';
import { Search } from '../../../../src/library/search/search.ts';
import type { Episode, Show } from '../../../../src/library/shows/types.ts';
import { drained } from '../../../support/drained.ts';

const info = (title: string, year: number | null) => ({
  ...{ id: title, title, sortTitle: title, year, ids: {}, plot: null, home: null, addedUs: 0 },
});

const film = (title: string, year: number | null = null): Show => ({
  kind: 'movie',
  info: info(title, year),
  versions: [],
  extras: [],
});

const series = (title: string, ...episodes: string[]): Show => ({
  kind: 'series',
  info: info(title, null),
  extras: [],
  episodes: episodes.map((name, index): Episode => {
    const untold = { numbers: [], aired: null, plot: null, versions: [] };
    return { id: name, index, season: 1, title: name, ...untold };
  }),
});

const SHOWS = [
  film('Alien', 1979),
  film('Aliens', 1986),
  film('Alien: Romulus', 2024),
  film('Amélie', 2001),
  film('Léon: The Professional', 1994),
  film('The Lord of the Rings: The Two Towers', 2002),
  film('Schindler’s List', 1993),
  film('괴물', 2006),
  film('살인의 추억', 2003),
  film('千と千尋の神隠し', 2001),
  film('ハウルの動く城', 2004),
  film('It', 2017),
  film('It Follows', 2014),
  film('Terminator 2: Judgment Day', 1991),
  series('Firefly', 'Serenity', 'The Train Job'),
  film('Serenity', 2005),
];

const searching = (shows: readonly Show[]): Search => {
  const search = new Search();
  drained(search.update(new Set(shows)));
  return search;
};

const found = (text: string, limit = 50): string[] =>
  drained(searching(SHOWS).find(text, { limit })).map((show) => show.info.title);

const cases: readonly [what: string, typed: string, first: string][] = [
  ['a title', 'alien', 'Alien'],
  ['the beginning of one', 'ali', 'Alien'],
  ['words in any order', 'towers lord', 'The Lord of the Rings: The Two Towers'],
  ['without its accents', 'amelie', 'Amélie'],
  ['with accents, in capitals, decomposed', 'AMÉLIE'.normalize('NFD'), 'Amélie'],
  ['without its apostrophe', 'schindlers', 'Schindler’s List'],
  ['with its year', 'alien 1986', 'Aliens'],
  ['what is short', 'it', 'It'],
  ['the title of an episode, behind films of that title', 'serenity', 'Serenity'],
  ['the title of an episode', 'train job', 'Firefly'],
  ['Korean', '괴물', '괴물'],
  ['a part of a Korean word', '추', '살인의 추억'],
  ['Japanese within', '神隠し', '千と千尋の神隠し'],
  ['two letters of Japanese within', '動く', 'ハウルの動く城'],
  ['the middle of a word', 'minator', 'Terminator 2: Judgment Day'],
  ['a wrong letter', 'termunator', 'Terminator 2: Judgment Day'],
  ['a letter too few', 'terminatr', 'Terminator 2: Judgment Day'],
  ['two letters exchanged', 'alein', 'Alien'],
  ['wrong and not typed to its end', 'schndl', 'Schindler’s List'],
];

for (const [what, typed, first] of cases) {
  test(`search finds ${what}: ${typed}`, () => assert.equal(found(typed)[0], first));
}

test('search finds nothing for what nothing is called, and survives any text', () => {
  for (const text of [
    '',
    ' ',
    '"',
    "'; DROP TABLE words; --",
    'xqzw',
    '*',
    'a" OR "b',
    '%',
    '\0',
  ]) {
    assert.deepEqual(found(text), [], text);
  }
});

test('search follows the shows, and gives no more than is asked for', () => {
  const search = searching(SHOWS);
  assert.equal(drained(search.find('alien', { limit: 2 })).length, 2);
  const [alien, ...others] = SHOWS;
  drained(search.update(new Set([...others, film('Alien Nation')])));
  const titles = drained(search.find('alien', { limit: 10 })).map((show) => show.info.title);
  assert.ok(alien !== undefined && !titles.includes('Alien') && titles.includes('Alien Nation'));
});

test('search finds a kind behind many of another, and the title itself before longer ones', () => {
  const films = Array.from({ length: 60 }, (_, n) => film(`Friends ${n}`));
  const friends = series('Friends', ...Array.from({ length: 200 }, (_, n) => `The One ${n}`));
  const search = searching([...films, friends]);
  assert.equal(drained(search.find('friends', { limit: 10 }))[0], friends);
  assert.deepEqual(drained(search.find('friends', { kind: 'series', limit: 10 })), [friends]);
});

test('distance counts what people do wrong', () => {
  assert.equal(distance('alien', 'alien', 2), 0);
  assert.equal(distance('alein', 'alien', 2), 1);
  assert.equal(distance('alen', 'alien', 2), 1);
  assert.equal(distance('xxxxx', 'alien', 2), 3);
  assert.equal(isMeant('alein romlus', 'alien romulus'), 2);
  assert.equal(isMeant('cat', 'car'), null);
});
