import assert from 'node:assert/strict';
import { test } from 'node:test';
import { originalType } from '../../../src/http/content-types.ts';
import { SUFFIXES } from '../../../src/library/media-files.ts';

test('whatever the library lists has a type that players know', () => {
  for (const extension of SUFFIXES) {
    assert.notEqual(originalType(`film${extension}`), 'application/octet-stream', extension);
  }
  assert.equal(originalType('FILM.MKV'), 'video/x-matroska');
  assert.equal(originalType('page.html'), 'application/octet-stream');
});
