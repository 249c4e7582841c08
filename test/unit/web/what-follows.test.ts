import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Episode, Series } from '../../../src/web/api.ts';
import { neighboursOf } from '../../../src/web/player/what-follows.ts';

const info = {
  id: 's',
  title: 'Lost',
  sort_title: 'Lost',
  year: null,
  plot: null,
  thumbnail: null,
};
const episode = (video_id: string, season: number, parts: string[] = [video_id]): Episode => ({
  ...{ season, numbers: [1], title: video_id.toUpperCase(), video_id, duration: null },
  versions: [{ parts }, { parts: [`${video_id}-other`] }],
});
const series: Series = {
  kind: 'series',
  info,
  episodes: [episode('a', 1, ['a', 'a2']), episode('b', 1), episode('c', 2), episode('s', 0)],
};

for (const [videoId, next] of [
  ['a', ['a2', 'Part 2']],
  ['a2', ['b', '1×01 · B']],
  ['b-other', ['c', '2×01 · C']],
  ['c', null],
  ['s', null],
  ['unknown', null],
] as const) {
  test(`${next?.[0] ?? 'nothing'} follows ${videoId}`, () => {
    const following = neighboursOf(series, videoId).next;
    assert.deepEqual(following && [following.video_id, following.title], next);
  });
}

test('the second part of a film follows the first', () => {
  const versions = [{ parts: ['x', 'y'] }];
  const film = { kind: 'movie' as const, info, video_id: 'x', duration: null, versions };
  assert.equal(neighboursOf(film, 'x').next?.video_id, 'y');
  assert.equal(neighboursOf(film, 'y').next, null);
});
