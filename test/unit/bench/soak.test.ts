import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sample, slopes } from '../../../bench/soak/samples.ts';
import { Tally } from '../../../bench/soak/tally.ts';

test('slopes are per hour, of what grows and of what does not', () => {
  const rows: Sample[] = Array.from({ length: 100 }, (_, at) => ({
    ...{ seconds: at * 36, serverMb: 100 + at, childrenMb: 500 - (at % 2), descriptors: 40 },
    ...{ threads: 90 - at, children: 3 },
  }));
  const { serverMb, childrenMb, ...rest } = slopes(rows);
  assert.equal(serverMb, 100);
  assert.ok(Math.abs(childrenMb ?? 99) < 0.1);
  assert.deepEqual(rest, { descriptors: 0, threads: -100, children: 0 });
});

test('what is neither right nor an honest refusal is wrong', () => {
  const tally = new Tally();
  for (const code of ['ok', 'busy', 'left', 'media_invalid']) tally.add('copy', code, 5, 'url');
  assert.deepEqual(tally.wrong, []);
  tally.add('copy', 'engine_failed', 5, 'http://x/');
  assert.deepEqual(tally.wrong, ['engine_failed: http://x/']);
  assert.deepEqual(tally.times(), { copy: { count: 1, p50: 5, p95: 5, p99: 5, most: 5 } });
  assert.equal(tally.replies()['copy']?.['busy'], 1);
});
