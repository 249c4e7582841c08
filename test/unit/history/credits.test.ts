import assert from 'node:assert/strict';
import { test } from 'node:test';
import { creditsOf } from '../../../src/history/credits.ts';

const film = (...titles: (string | null)[]) =>
  titles.map((title, at) => ({ title, start: at * 90_000_000, end: (at + 1) * 90_000_000 }));

test('the credits of the end are found by their name', () => {
  for (const name of ['Credits', 'End Credits', 'Abspann', 'エンディング', 'End titles']) {
    assert.equal(creditsOf(film('Opening', null, '3', name)), 3_000_000);
  }
});

test('the credits of the beginning are not, nor is what only sounds like it', () => {
  assert.equal(creditsOf(film('Credits', 'One', 'Two', 'Three')), null);
  assert.equal(creditsOf(film('One', 'Two', 'The accredited one')), null);
  assert.equal(creditsOf([]), null);
});
