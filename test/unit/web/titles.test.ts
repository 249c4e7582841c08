import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Show } from '../../../src/web/api.ts';
import { titlesOf } from '../../../src/web/views/titles.ts';

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
    titlesOf(shows).map(({ title, video_id }) => `${video_id} ${title}`),
    ['a Heat (1995)', 'b Lost 1×02–03 · Pilot', 'c Lost · Day 9', 'd Up'],
  );
});
