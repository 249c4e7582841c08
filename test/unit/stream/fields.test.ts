/** Which titles are deinterlaced, and where their segments begin to be decoded. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VideoStream } from '../../../src/engine/types.ts';
import { DEFAULT_SETTINGS, recipes, segmentRequest, titleOf } from '../../../src/stream/title.ts';
import { fakeAudio, fakeProbe, fakeVideo } from '../../support/fake-probe.ts';

const S = 90_000;
const EVERY_SECOND = Float64Array.from({ length: 60 }, (_, at) => at * S);

const filmOf = (changes: Partial<VideoStream>) =>
  titleOf(
    { root: '/', path: 'film' },
    fakeProbe({
      streams: [{ ...fakeVideo, ...changes }, fakeAudio],
      index: {
        from: 'mov',
        keyframes: EVERY_SECOND,
        seeks: EVERY_SECOND,
        frames: Float64Array.from({ length: 1500 }, (_, at) => at * 3600),
      },
    }),
    DEFAULT_SETTINGS,
  );

const choiceOf = (title: ReturnType<typeof filmOf>) =>
  ({ rendition: title.ladder[0]?.name ?? '', container: 'ts' }) as const;

const keyBefore = (changes: Partial<VideoStream>): number => {
  const title = filmOf(changes);
  const request = segmentRequest(title, choiceOf(title), 5);
  return (request.start - (request.key?.time ?? Number.NaN)) / S;
};

test('only what may hold fields is deinterlaced', () => {
  const recipeOf = (changes: Partial<VideoStream>) => {
    const title = filmOf(changes);
    return recipes(title, choiceOf(title)).video;
  };
  const plain = recipeOf({});
  assert.equal(plain?.progressive, true);
  assert.ok(plain !== null && !('deinterlaces' in plain), 'the recipe is what it always was');
  // What a header or the first pictures say is not enough.
  for (const fieldOrder of ['tt', 'bb', 'unknown', 'progressive']) {
    const recipe = recipeOf({ fieldOrder, mayHaveFields: true });
    assert.equal(recipe?.deinterlaces, true, fieldOrder);
    assert.equal(recipe.progressive, false, fieldOrder);
  }
});

test('an interlaced segment that begins with a key picture is decoded from the one before', () => {
  assert.equal(keyBefore({}), 0);
  assert.equal(keyBefore({ fieldOrder: 'tt', mayHaveFields: true }), 1);
  assert.equal(keyBefore({ fieldOrder: 'progressive', mayHaveFields: true }), 0);
  assert.equal(keyBefore({ fieldOrder: 'tt', mayHaveFields: false }), 0, 'fields as pictures');
});
