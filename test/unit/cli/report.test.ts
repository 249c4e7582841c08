import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CommanderError } from 'commander';
import { report } from '../../../src/cli/report.ts';
import { HaemaError } from '../../../src/core/errors.ts';

test('a HaemaError is one line with its detail and code, exit code 2', () => {
  const error = new HaemaError('SOURCE_MISSING', 'the file is not there', { detail: '/a.mkv' });
  assert.deepEqual(report(error, { debug: false }), {
    text: 'haema: the file is not there: /a.mkv (SOURCE_MISSING)\n',
    exitCode: 2,
  });
});

test('a hostile name can neither break the line nor speak to the terminal', () => {
  const error = new HaemaError('SOURCE_MISSING', 'gone', { detail: 'a\n\x1b[31mb\r\x9bc' });
  assert.equal(report(error, { debug: false }).text, 'haema: gone: a [31mb c (SOURCE_MISSING)\n');
});

test('a bug is one line that says how to learn more, exit code 70', () => {
  const { text, exitCode } = report(new TypeError('x is undefined'), { debug: false });
  assert.match(text, /^haema: a bug: x is undefined; .*HAEMA_DEBUG=1.*\n$/);
  assert.equal(exitCode, 70);
});

test('debugging shows the stack and what was beneath', () => {
  const cause = new Error('EIO');
  const { text } = report(new HaemaError('READ_FAILED', 'no', { cause }), { debug: true });
  assert.match(text, /^haema: no \(READ_FAILED\)\n.*report\.test\.ts.*EIO/s);
});

test('help and version are no errors', () => {
  const help = new CommanderError(0, 'commander.helpDisplayed', '(outputHelp)');
  assert.deepEqual(report(help, { debug: false }), { text: '', exitCode: 0 });
});
