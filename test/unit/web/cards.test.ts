import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cardOf, entryCard } from '../../../src/web/data/cards.ts';
import { cardsUrl } from '../../../src/web/data/shows.ts';

const common = {
  colour: null,
  watched: false,
  offline: false,
  seasons: 0,
  episodes: 0,
  year: 1995,
};
const film = { ...common, id: 'h', kind: 'movie' as const, title: 'Heat', video_id: 'a' };
const series = { ...common, id: 'l', kind: 'series' as const, title: 'Lost', video_id: null };

test('films play when they are pressed, and series show their episodes', () => {
  const shown = [
    { ...film, duration: 60 },
    { ...film, duration: null, year: null, offline: true },
    { ...series, duration: null, seasons: 2, episodes: 30 },
    { ...series, duration: null, seasons: 1, episodes: 1, year: null },
  ].map(cardOf);
  assert.deepEqual(
    shown.map(({ note, href, details }) => [note, href, details]),
    [
      ['1995 · 1 min', '/watch/a?show=h', '/?show=h'],
      ['Away', '/watch/a?show=h', '/?show=h'],
      ['1995 · 2 seasons', '/?show=l', null],
      ['1 episode', '/?show=l', null],
    ],
  );
});

test('what was begun says which episode it is, and how much is left', () => {
  const begun = {
    ...{ video_id: 'a', show_id: 's', kind: 'movie' as const, title: 'Heat', year: 1995 },
    ...{ episode: null, position: 1200, duration: 6000, watched: false, resume: 1200 },
  };
  const { title, note, seen } = entryCard(begun);
  assert.deepEqual([title, note, seen], ['Heat', '1995 · 1 h 20 min left', 0.2]);
  const second = { season: 1, numbers: [2], title: 'Tabula Rasa' };
  const next = entryCard({ ...begun, kind: 'series', episode: second, resume: 0 });
  assert.deepEqual([next.note, next.seen], ['1×02 · Tabula Rasa', 0]);
});

test('lists are asked for by page, and searches by likeness', () => {
  assert.equal(cardsUrl({ limit: 20 }), '/api/v1/cards?limit=20');
  assert.equal(
    cardsUrl({ kind: 'movie', sort: 'added', unwatched: true, limit: 5, offset: 10 }),
    '/api/v1/cards?limit=5&kind=movie&sort=added&unwatched=true&offset=10',
  );
  assert.equal(
    cardsUrl({ search: 'a&b', sort: 'year', limit: 5 }),
    '/api/v1/cards?limit=5&search=a%26b',
  );
});
