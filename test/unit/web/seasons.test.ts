import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ShowFacts } from '../../../src/web/data/show.ts';
import { marked, seasonsOf, standingOf } from '../../../src/web/show/seasons.ts';
import type { Progress } from '../../../src/web/watching.ts';
import { episode } from './show-parts.ts';

const place = (video_id: string, resume: number, watched: boolean): Progress => {
  return { video_id, position: resume, duration: 60, watched, resume };
};

test('seasons are in the order in which they are watched, specials last', () => {
  assert.deepEqual(seasonsOf([episode(1, 'a'), episode(2, 'b'), episode(1, 'c')]), [1, 2]);
  assert.deepEqual(seasonsOf([episode(1, 'a'), episode(0, 'b')]), [1, 0]);
});

test('an episode goes on in the part where somebody stopped', () => {
  const both = episode(1, 'a', 'b');
  assert.deepEqual(standingOf(both, []), { videoId: 'a', part: 0, watched: false });
  assert.deepEqual(standingOf(both, [place('b', 15, false)]), {
    ...{ videoId: 'b', part: 0.25, watched: false },
  });
  assert.deepEqual(standingOf(both, [place('a', 0, true)]), {
    ...{ videoId: 'a', part: 0, watched: true },
  });
  assert.equal(standingOf(both, [place('a', 30, true)]).watched, false, 'it is seen once more');
});

test('a mark is shown before the server has answered', () => {
  const one = episode(1, 'a');
  const facts = { progress: [place('a', 30, false), place('z', 1, false)] } as unknown as ShowFacts;
  const { progress } = marked(facts, [one], true);
  assert.deepEqual(standingOf(one, progress), { videoId: 'a', part: 0, watched: true });
  assert.ok(progress.some(({ video_id }) => video_id === 'z'));
});
