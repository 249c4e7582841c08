import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import packageJson from '../../package.json' with { type: 'json' };

const HAEMA = fileURLToPath(new URL('../../bin/haema', import.meta.url));

const haema = (...args: string[]) =>
  spawnSync(process.execPath, [HAEMA, ...args], { encoding: 'utf8' });

test('haema --version and --help answer on standard output alone', () => {
  const version = haema('--version');
  assert.deepEqual([version.status, version.stdout], [0, `${packageJson.version}\n`]);
  const help = haema('segment', '--help');
  assert.deepEqual([help.status, help.stderr], [0, '']);
  assert.match(help.stdout, /--rendition <name>/);
});

test('a wrong option is one line on standard error and exit code 2', () => {
  const { status, stdout, stderr } = haema('probe', '--nope');
  assert.deepEqual([status, stdout], [2, '']);
  assert.equal(stderr, "haema: unknown option '--nope'; see haema probe --help (BAD_REQUEST)\n");
});

test('a reader that has gone away ends it quietly', async () => {
  const child = spawn(process.execPath, [HAEMA, '--help']);
  child.stdout.destroy();
  let stderr = '';
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [exitCode] = await once(child, 'close');
  assert.deepEqual([exitCode, stderr], [0, '']);
});
