import assert from 'node:assert/strict';
import test from 'node:test';
import { LONGEST_MS, QUIET_MS, Quiet } from '../../../src/library/quiet.ts';

const file = (size: number) => ({ size, mtimeUs: 1 });

test('a file is complete when two looks, some seconds apart, find the same', () => {
  const clock = { ms: 0 };
  const quiet = new Quiet();
  const look = (size: number): boolean => {
    const now = quiet.look();
    const isQuiet = now.isQuiet('a', file(size), clock.ms);
    assert.equal(now.isQuiet('a', file(size), clock.ms), isQuiet);
    assert.equal(now.end() === null, isQuiet);
    return isQuiet;
  };
  assert.equal(look(1), false);
  clock.ms += QUIET_MS - 1;
  assert.equal(look(1), false, 'too soon');
  clock.ms += 1;
  assert.equal(look(2), false, 'it has grown');
  clock.ms += QUIET_MS;
  assert.equal(look(2), true);
});

test('one that grows for ever is taken in after a while, and looked at less often', () => {
  const clock = { ms: 0 };
  const quiet = new Quiet();
  const pauses: number[] = [];
  for (let size = 1; ; size++) {
    const look = quiet.look();
    if (look.isQuiet('a', file(size), clock.ms)) break;
    const pause = look.end() ?? assert.fail();
    pauses.push(pause);
    clock.ms += pause;
  }
  assert.ok(clock.ms >= LONGEST_MS && clock.ms < 2 * LONGEST_MS, `${clock.ms}`);
  assert.equal(pauses[0], QUIET_MS);
  assert.ok((pauses.at(-1) ?? 0) > 3 * QUIET_MS);
});

test('what was not there in a look begins anew', () => {
  const clock = { ms: 0 };
  const quiet = new Quiet();
  quiet.look().isQuiet('a', file(1), clock.ms);
  quiet.look().end();
  clock.ms += QUIET_MS;
  assert.equal(quiet.look().isQuiet('a', file(1), clock.ms), false);
});
