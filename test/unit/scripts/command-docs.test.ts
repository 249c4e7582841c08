import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commandDocs } from '../../../scripts/command-docs.ts';

for (const [file, text] of commandDocs()) {
  test(`${file} is what the options say`, () => {
    assert.equal(readFileSync(file, 'utf8'), text, 'run node scripts/command-docs.ts');
  });
}

const completed = (...words: string[]): string[] => {
  const script = `. packaging/haema.bash; COMP_WORDS=(haema "$@"); COMP_CWORD=$#; _haema
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const output = execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' });
  return output.trim().split('\n');
};

test('bash completes commands, and options of each', () => {
  assert.deepEqual(completed('ver'), ['verify']);
  assert.deepEqual(completed('verify', '--qu'), ['--quick']);
  assert.deepEqual(completed('history', 'ex'), ['export']);
  assert.deepEqual(completed('history', 'export', '--d'), ['--db']);
  assert.ok(completed('--target-').includes('--target-path'));
});
