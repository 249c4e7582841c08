import assert from 'node:assert/strict';
import test from 'node:test';
import { itemOf } from '../../../src/history/items.ts';
import { ShowIndex } from '../../../src/library/shows/show-index.ts';

const keysOf = (...paths: readonly string[]): Map<string, string> => {
  const files = paths.map((path) => ({ videoId: path, root: '', path, size: 1, firstSeenUs: 1 }));
  const steps = new ShowIndex().update(files);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const [show] = step.value;
  assert.ok(show?.kind === 'movie' && step.value.length === 1);
  return new Map(paths.map((path) => [path, itemOf(path, { show, episode: null })]));
};

test('copies of a film share a key; its parts have keys of their own', () => {
  const keys = keysOf(
    'Heat (1995)/Heat (1995) - 1080p.mkv',
    'Heat (1995)/Heat (1995) - 720p.mkv',
    'Heat (1995)/Heat (1995) cd1.avi',
    'Heat (1995)/Heat (1995) cd2.avi',
  );
  const [best, other, ...parts] = keys.values();
  assert.equal(best, other);
  assert.equal(new Set([best, ...parts]).size, 3);
});
