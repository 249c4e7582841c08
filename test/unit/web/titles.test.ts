import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Show } from '../../../src/web/api.ts';
import { cardOf, entryCard } from '../../../src/web/views/titles.ts';

const info = (id: string, title: string, year: number | null = null) => {
  return { id, title, sort_title: title, year, plot: null, thumbnail: null };
};
const film = { kind: 'movie' as const, duration: null, versions: [] };
const episode = { season: 1, numbers: [1], title: 'Pilot', duration: null, versions: [] };

test('films lead to the player, and series to their page', () => {
  const shows: Show[] = [
    { ...film, info: info('h', 'Heat', 1995), video_id: 'a', duration: 60 },
    {
      kind: 'series',
      info: info('l', 'Lost', 2004),
      episodes: [
        { ...episode, video_id: 'b' },
        { ...episode, video_id: 'c', season: 2 },
        { ...episode, video_id: 'd', season: 0 },
      ],
    },
    { ...film, info: info('u', 'Up'), video_id: 'd', versions: [{ parts: ['d', 'e'] }] },
  ];
  assert.deepEqual(
    shows.map(cardOf).map(({ title, note, href }) => [title, note, href]),
    [
      ['Heat (1995)', '1 min', '/watch/a'],
      ['Lost (2004)', '2 seasons · 3 episodes', '/?show=l'],
      ['Up', '', '/watch/d?show=u'],
    ],
  );
});

test('what was begun says which episode it is, and how much is left', () => {
  const begun = {
    ...{ video_id: 'a', show_id: 's', kind: 'movie' as const, title: 'Heat', year: 1995 },
    ...{ episode: null, position: 1200, duration: 6000, watched: false, resume: 1200 },
  };
  const { title, note, seen } = entryCard(begun);
  assert.deepEqual([title, note, seen], ['Heat (1995)', '1 h 20 min left', 0.2]);
  const second = { season: 1, numbers: [2], title: 'Tabula Rasa' };
  const next = entryCard({ ...begun, kind: 'series', episode: second, resume: 0 });
  assert.deepEqual([next.note, next.seen], ['1×02', 0]);
});
