import assert from 'node:assert/strict';
import Module from 'node:module';
import { test } from 'node:test';
import { Script } from 'node:vm';
import { buildProgram } from '../../../scripts/build-program.ts';

test('this Node takes the program as it was compiled, and no other program', async () => {
  const { launcher, files } = await buildProgram(['better-sqlite3', 'uWebSockets.js']);
  const [[text, program] = [], [compiled, cachedData] = []] = [...files];
  assert.match(`${text} ${compiled}`, /^([0-9a-f]{16})\.cjs \1\.compiled$/);
  assert.ok(Buffer.from(launcher).includes(text?.slice(0, 16) ?? '?'));
  const source = Module.wrap(String(program && Buffer.from(program)));
  const isTaken = (it: string): boolean =>
    new Script(it, { cachedData: Buffer.from(cachedData ?? []) }).cachedDataRejected === false;
  assert.deepEqual([isTaken(source), isTaken(`${source} `)], [true, false]);
});
