import assert from 'node:assert/strict';
import { test } from 'node:test';
import { indexes, makePlan, spotsOf } from '../../../src/verify/plan.ts';
import { titleOf } from './title-of.ts';

test('makePlan: every segment of every rendition, in runs that tile', () => {
  const plan = makePlan(titleOf({ segments: 500 }), {});
  assert.ok(plan.whole);
  assert.ok(plan.runs.length > 4);
  const all = plan.runs.flatMap(indexes).sort((a, b) => a - b);
  assert.deepEqual(all, indexes({ from: 0, to: 500 }));
  const spots = plan.runs.flatMap((run) => spotsOf(plan, run));
  assert.equal(spots.length, 500 * 4);
  assert.deepEqual(plan.renditions, ['720p_h264', '480p_h264', '240p_h264', 'audio_aac']);
});

test('makePlan: a short file is read in one go', () => {
  assert.deepEqual(makePlan(titleOf({ segments: 100 }), {}).runs, [{ from: 0, to: 100 }]);
});

test('makePlan: quick takes both ends of five segments, two of them neighbours', () => {
  for (const segments of [6, 20, 3600]) {
    const plan = makePlan(titleOf({ segments }), { quick: true });
    assert.deepEqual(plan.renditions, ['720p_h264', '240p_h264', 'audio_aac']);
    const chosen = plan.runs.flatMap(indexes).sort((a, b) => a - b);
    assert.equal(chosen.length, 5);
    assert.deepEqual([chosen[0], chosen.at(-1)], [0, segments - 1]);
    assert.ok(chosen.some((segment, index) => segment + 1 === chosen[index + 1]));
    assert.deepEqual(makePlan(titleOf({ segments }), { quick: true }), plan, 'the same each time');
  }
  assert.ok(makePlan(titleOf({ segments: 3 }), { quick: true }).whole);
});

test('makePlan: one rendition has its sound beside it; an unknown one is refused', () => {
  const title = titleOf({ segments: 3 });
  assert.deepEqual(makePlan(title, { rendition: '480p_h264' }).renditions, [
    '480p_h264',
    'audio_aac',
  ]);
  assert.deepEqual(makePlan(title, { rendition: 'audio_aac' }).renditions, ['audio_aac']);
  const refused = { code: 'BAD_REQUEST', message: /no rendition 360p_h264/ };
  assert.throws(() => makePlan(title, { rendition: '360p_h264' }), refused);
});
