import assert from 'node:assert/strict';
import { test } from 'node:test';
import { STATUS } from '../../../src/core/errors.ts';
import { ApiError } from '../../../src/web/api.ts';
import { backOff, failureOf } from '../../../src/web/player/failures.ts';

for (const [code, status] of Object.entries(STATUS)) {
  test(`${code} tells what happened and what to do`, () => {
    const { title, text } = failureOf(new ApiError(code.toLowerCase(), status, 'so it was'));
    assert.ok(title.length > 5);
    assert.match(text, /\. .*[.]$/s);
  });
}

test('only what passes by itself is tried again by itself', () => {
  const passing = Object.entries(STATUS).filter(
    ([code, status]) => failureOf(new ApiError(code.toLowerCase(), status, '')).passing,
  );
  assert.deepEqual(
    passing.map(([code]) => code),
    [
      ...['BUSY', 'DATABASE_LOCKED', 'DATABASE_UNWRITABLE', 'NOT_READY'],
      ...['READ_FAILED', 'SOURCE_OFFLINE', 'TIMED_OUT'],
    ],
  );
});

test('the server’s own words are kept where the page has none', () => {
  assert.match(failureOf(new ApiError('new_code', 500, 'so it was')).text, /so it was/);
});

test('tries come less often, but nobody waits long for a server that is back', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 50].map(backOff), [1, 2, 2, 2, 2, 2]);
});
