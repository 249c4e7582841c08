import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpDate, isUnchanged, rangeIsWanted } from '../../../src/http/conditional.ts';
import { request } from '../../support/fake-services.ts';

const modified = Date.UTC(2026, 0, 2, 3, 4, 5, 678);
const date = httpDate(modified);
const earlier = httpDate(modified - 1000);
const file = { etag: '"a"', modified };

test('If-None-Match is heard before If-Modified-Since', () => {
  const asked = request('/', { 'if-none-match': '"b"', 'if-modified-since': date });
  assert.ok(!isUnchanged(asked, file));
});

test('a file that is as old as the copy is unchanged, to the second', () => {
  assert.equal(date, 'Fri, 02 Jan 2026 03:04:05 GMT');
  assert.ok(isUnchanged(request('/', { 'if-modified-since': date }), file));
  assert.ok(!isUnchanged(request('/', { 'if-modified-since': earlier }), file));
  assert.ok(!isUnchanged(request('/', { 'if-modified-since': 'yesterday' }), file));
});

test('a part is wanted of the same version only', () => {
  const wanted = (condition: string): boolean =>
    rangeIsWanted(request('/', { range: 'bytes=0-1', 'if-range': condition }), file);
  assert.ok(wanted(''));
  assert.ok(wanted('"a"'));
  assert.ok(!wanted('W/"a"'));
  assert.ok(!wanted('"b"'));
  assert.ok(wanted(date));
  assert.ok(!wanted(earlier));
  assert.ok(!rangeIsWanted(request('/', { 'if-range': '"a"' }), file));
});
