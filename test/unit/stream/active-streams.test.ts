import assert from 'node:assert/strict';
import test from 'node:test';
import { ActiveStreams } from '../../../src/stream/active-streams.ts';

test('one for each viewer and title, for half a minute after the last segment', () => {
  let now = 0;
  const streams = new ActiveStreams(() => now);
  assert.equal(streams.count, 0);
  for (const viewer of ['a', 'b', 'a']) streams.note(viewer, 'film');
  streams.note('a', 'other');
  assert.equal(streams.count, 3);
  now = 20_000;
  streams.note('b', 'film');
  now = 31_000;
  assert.equal(streams.count, 1);
  now = 51_000;
  assert.equal(streams.count, 0);
});
