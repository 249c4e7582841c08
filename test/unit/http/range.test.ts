import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contentRange, rangeOf } from '../../../src/http/range.ts';

const cases = [
  { header: 'bytes=0-0', size: 10, range: { start: 0, end: 1 } },
  { header: 'bytes=2-5', size: 10, range: { start: 2, end: 6 } },
  { header: 'bytes=2-', size: 10, range: { start: 2, end: 10 } },
  { header: 'bytes=2-99', size: 10, range: { start: 2, end: 10 } },
  { header: 'bytes=-3', size: 10, range: { start: 7, end: 10 } },
  { header: 'bytes=-99', size: 10, range: { start: 0, end: 10 } },
  { header: 'BYTES = 1 - 2', size: 10, range: { start: 1, end: 3 } },
  { header: 'bytes=5000000000-', size: 6e9, range: { start: 5e9, end: 6e9 } },
  { header: 'bytes=10-', size: 10, range: 'unsatisfiable' },
  { header: 'bytes=-0', size: 10, range: 'unsatisfiable' },
  { header: 'bytes=0-0', size: 0, range: 'unsatisfiable' },
  { header: '', size: 10, range: 'whole' },
  { header: 'bytes=-', size: 10, range: 'whole' },
  { header: 'bytes=5-2', size: 10, range: 'whole' },
  { header: 'bytes=0-1,3-4', size: 10, range: 'whole' },
  { header: 'lines=0-1', size: 10, range: 'whole' },
  { header: 'bytes=0x1-2', size: 10, range: 'whole' },
  { header: `bytes=${'9'.repeat(40)}-`, size: 10, range: 'whole' },
] as const;

for (const { header, size, range } of cases) {
  test(`rangeOf('${header.slice(0, 30)}', ${size})`, () => {
    assert.deepEqual(rangeOf(header, size), range);
  });
}

test('contentRange counts the last byte in', () => {
  assert.equal(contentRange({ start: 2, end: 6 }, 10), 'bytes 2-5/10');
  assert.equal(contentRange(null, 10), 'bytes */10');
});
