import assert from 'node:assert/strict';
import test from 'node:test';
import { Benched } from '../../../src/engine/children/benched.ts';

const DAY_MS = 86_400_000;
const source = { root: '/films', path: 'bad.mkv' };

test('a clock that jumps lets no file off, and holds none longer', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: DAY_MS });
  const benched = new Benched();
  benched.add(source, 'crashed');
  for (const now of [2 * DAY_MS, 0]) {
    t.mock.timers.setTime(now);
    assert.equal(benched.find(source)?.code, 'MEDIA_CRASHES');
    assert.equal(benched.list().length, 1);
  }
});
