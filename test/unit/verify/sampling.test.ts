import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromSeconds } from '../../../src/core/ticks.ts';
import { sampledRuns } from '../../../src/verify/sampling.ts';

const twoSeconds = (count: number): number[] =>
  Array.from({ length: count + 1 }, (_, at) => fromSeconds(2 * at));
const length = (runs: ReturnType<typeof sampledRuns>): number =>
  runs.reduce((sum, { from, to }) => sum + to - from, 0);

test('sampledRuns: what is short is taken whole', () => {
  assert.deepEqual(sampledRuns(twoSeconds(3), fromSeconds(6)), [{ from: 0, to: 3 }]);
  assert.deepEqual(sampledRuns(twoSeconds(1), fromSeconds(1)), [{ from: 0, to: 1 }]);
});

test('sampledRuns: never less than both ends and a pair between', () => {
  const film = sampledRuns(twoSeconds(3600), fromSeconds(1));
  assert.deepEqual(
    [film[0], film.at(-1)],
    [
      { from: 0, to: 1 },
      { from: 3599, to: 3600 },
    ],
  );
  assert.equal(length(film.slice(1, -1)), 2);
  assert.deepEqual(sampledRuns(twoSeconds(4), fromSeconds(1)), [{ from: 0, to: 4 }]);
  assert.deepEqual(sampledRuns(twoSeconds(2), fromSeconds(1)), [{ from: 0, to: 2 }]);
});

test('sampledRuns: a third at the beginning, a third in pairs all over, a third at the end', () => {
  const runs = sampledRuns(twoSeconds(3600), fromSeconds(60));
  assert.deepEqual(runs[0], { from: 0, to: 10 });
  assert.deepEqual(runs.at(-1), { from: 3590, to: 3600 });
  assert.equal(length(runs), 30);
  const between = runs.slice(1, -1).map(({ from }) => from);
  assert.ok(
    between.every((from, at) => Math.abs(from - (3600 * (at + 1)) / 6) < 10),
    `${between}`,
  );
});
