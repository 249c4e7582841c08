import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { HaemaError, isErrorCode, STATUS } from '../../../src/core/errors.ts';

const read = (path: string): string =>
  readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');

test('docs/errors.md lists every code with its status, and no other', () => {
  const rows = read('docs/errors.md').matchAll(/^\| `([A-Z_]+)` \| (\d{3}) \|/gm);
  const documented = Object.fromEntries(
    [...rows].map(([, code, status]) => [code, Number(status)]),
  );
  assert.deepEqual(documented, { ...STATUS });
});

test('every native code is in the table', () => {
  const names = read('native/av/error.cc').matchAll(/case Code::k\w+:\s+return "([A-Z_]+)";/g);
  const native = [...names].map(([, code]) => code);
  assert.ok(native.length > 0, 'codeName() in native/av/error.cc was not understood');
  assert.deepEqual(
    native.filter((code) => !isErrorCode(code)),
    [],
  );
});

test('every native code has a name', () => {
  const enumerators = read('native/av/error.h').matchAll(/^ {2}(k[A-Z]\w+),/gm);
  const names = read('native/av/error.cc').matchAll(/case Code::(k\w+):\s+return "/g);
  assert.deepEqual(
    [...names].map(([, name]) => name),
    [...enumerators].map(([, name]) => name),
  );
});

test('HaemaError keeps what a client must not see out of its message', () => {
  const cause = new Error('EACCES: /mnt/nas/a.mkv');
  const error = new HaemaError('READ_FAILED', 'the file could not be read', {
    cause,
    detail: '/mnt/nas/a.mkv',
  });
  assert.equal(error.status, 503);
  assert.equal(error.message, 'the file could not be read');
  assert.equal(error.detail, '/mnt/nas/a.mkv');
  assert.equal(error.cause, cause);
});

test('isErrorCode knows only its own names', () => {
  assert.ok(isErrorCode('BUSY'));
  assert.ok(!isErrorCode('toString'));
  assert.ok(!isErrorCode(undefined));
});
