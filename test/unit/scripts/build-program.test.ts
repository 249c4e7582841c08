import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { freshProgram } from '../../support/program.ts';

const TRY = `
  const script = new (require('node:vm').Script)(
    require('node:module').wrap(require('node:fs').readFileSync(process.argv[1], 'utf8')),
    { cachedData: require('node:fs').readFileSync(process.argv[2]) });
  console.log(script.cachedDataRejected);
`;

test('a Node takes the program as it was compiled', () => {
  const launcher = freshProgram();
  const name = /[0-9a-f]{16}/.exec(readFileSync(launcher, 'utf8'))?.[0];
  const files = ['cjs', 'compiled'].map((kind) => join(dirname(launcher), `${name}.${kind}`));
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', TRY, ...files], {
    encoding: 'utf8',
  });
  assert.deepEqual([stdout, stderr], ['false\n', '']);
});
