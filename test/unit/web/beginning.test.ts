import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedSeconds } from '../../../src/web/player/beginning.ts';

for (const [search, seconds] of [
  ['', null],
  ['?container=ts', null],
  ['?t=0', 0],
  ['?container=ts&t=754.5', 754.5],
  ['?t=12&show=a', 12],
  ['?t=-3', null],
  ['?t=1e9x', null],
  ['?start=3', null],
] as const) {
  test(`“${search}” asks to begin at ${seconds}`, () => {
    assert.equal(askedSeconds(search), seconds);
  });
}
