import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Show } from '../../../src/web/api.ts';
import { entryCard, titlesOf } from '../../../src/web/views/titles.ts';

const info = (title: string, year: number | null = null) => ({ title, sort_title: title, year });

test('films have their years, and episodes their series', () => {
  const shows: Show[] = [
    { kind: 'movie', info: info('Heat', 1995), video_id: 'a', duration: 10 },
    {
      kind: 'series',
      info: info('Lost', 2004),
      episodes: [
        { season: 1, numbers: [2, 3], title: 'Pilot', video_id: 'b', duration: null },
        { season: 1, numbers: [], title: 'Day 9', video_id: 'c', duration: 5 },
      ],
    },
    { kind: 'movie', info: info('Up'), video_id: 'd', duration: null },
  ];
  assert.deepEqual(
    titlesOf(shows).map(({ title, id }) => `${id} ${title}`),
    ['a Heat (1995)', 'b Lost 1×02–03 · Pilot', 'c Lost · Day 9', 'd Up'],
  );
});

test('what was begun says which episode it is, and how much is left', () => {
  const film = {
    ...{ video_id: 'a', show_id: 's', kind: 'movie' as const, title: 'Heat', year: 1995 },
    ...{ episode: null, position: 1200, duration: 6000, watched: false, resume: 1200 },
  };
  const { title, note, seen } = entryCard(film);
  assert.deepEqual([title, note, seen], ['Heat (1995)', '1 h 20 min left', 0.2]);
  const episode = { season: 1, numbers: [2], title: 'Tabula Rasa' };
  const next = entryCard({ ...film, kind: 'series', episode, resume: 0 });
  assert.deepEqual([next.note, next.seen], ['1×02', 0]);
});
