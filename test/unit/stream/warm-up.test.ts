import assert from 'node:assert/strict';
import test from 'node:test';
import type { Engine, InitRequest } from '../../../src/engine/types.ts';
import { DEFAULT_SETTINGS } from '../../../src/stream/title.ts';
import { warmUp } from '../../../src/stream/warm-up.ts';

test('a rehearsal goes all the way to the parameter sets, and into no file', async () => {
  const inits: InitRequest[] = [];
  const touched = (): never => assert.fail('there is no file to read');
  const init = async (request: InitRequest): Promise<Buffer> => {
    inits.push(request);
    return Buffer.from('avcC\x01\x64\x00\x15', 'latin1');
  };
  const engine = { build: 'test', init, probe: touched, segment: touched, inspect: touched };
  await warmUp(engine as unknown as Engine, DEFAULT_SETTINGS);
  assert.ok(inits.length > 0);
});
