import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Episode, Film, Series } from '../../../src/web/data/show.ts';
import { neighboursOf } from '../../../src/web/player/what-follows.ts';
import { episode, version } from './show-parts.ts';

const common = {
  info: { id: 's', title: 'Lost', year: null, plot: null, banner: '' },
  ...{ offline: false, extras: [] },
};
const inTwoVersions = (season: number, ...parts: readonly string[]): Episode => {
  const one = episode(season, ...parts);
  const versions = [...one.versions, version(`${one.id}-other`)];
  return { ...one, title: one.id.toUpperCase(), versions };
};
const series: Series = {
  ...common,
  kind: 'series',
  episodes: [
    ...[inTwoVersions(1, 'a', 'a2'), inTwoVersions(1, 'b')],
    ...[inTwoVersions(2, 'c'), inTwoVersions(0, 's')],
  ],
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
  const film: Film = {
    ...common,
    kind: 'movie',
    ...version('x', 'y'),
    versions: [version('x', 'y')],
  };
  assert.equal(neighboursOf(film, 'x').next?.video_id, 'y');
  assert.equal(neighboursOf(film, 'y').next, null);
});
