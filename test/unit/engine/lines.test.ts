import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadNative, type Receive } from '../../../src/engine/native.ts';

const children = (): string =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'latin1').trim();

test('a child whose line does not come about is no more', () => {
  const command = { file: '/bin/sleep', args: ['100'], env: [], readable: null };
  const nobody = null as unknown as Receive;
  assert.throws(() => loadNative().launch(command, nobody));
  assert.equal(children(), '');
});
