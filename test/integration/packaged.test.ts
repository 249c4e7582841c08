/** What only the single executable does. Runs when one is tried: scripts/test-executable.sh. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clip } from '../support/clips.ts';
import { executable, HAEMA } from '../support/haema.ts';
import { tempDir } from '../support/temp-dir.ts';

const onlyPackaged = { skip: executable === null ? 'HAEMA_EXECUTABLE names none' : false };

const run = (args: readonly string[], env: Readonly<Record<string, string>>) =>
  spawnSync(executable ?? '', [...args], { env, encoding: 'utf8' });

const parts = (cache: string): string[] =>
  readdirSync(join(cache, 'haema'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.node'),
  );

test('it runs with nothing in its environment, and unpacks once', onlyPackaged, (t) => {
  const cache = tempDir(t);
  for (const _ of ['unpacks', 'finds it']) {
    const { status, stderr } = run(['probe', clip('h264.mp4')], { XDG_CACHE_HOME: cache });
    assert.equal(status, 0, stderr);
    assert.equal(parts(cache).length, 1);
  }
});

test('where the cache cannot be written to, parts lie elsewhere', onlyPackaged, (t) => {
  const folder = tempDir(t);
  const env = { XDG_CACHE_HOME: '/proc/nowhere', TMPDIR: folder };
  const { status, stderr } = run(['probe', clip('h264.mp4')], env);
  assert.equal(status, 0, stderr);
  assert.equal(readdirSync(folder).length, 1);
});

test('where nothing may be run from the cache, parts lie elsewhere', onlyPackaged, (t) => {
  const folder = tempDir(t);
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'noexec', 'tmpfs', folder]);
  if (mount.status !== 0) {
    t.skip('nothing may be mounted here');
    return;
  }
  const env = { XDG_CACHE_HOME: folder, TMPDIR: tempDir(t) };
  const { status, stderr } = run(['probe', clip('h264.mp4')], env);
  spawnSync('umount', [folder]);
  assert.equal(status, 0, stderr);
  assert.equal(readdirSync(env.TMPDIR).length, 1);
});

test('it shows the licences of what it holds', onlyPackaged, () => {
  const { status, stdout } = run(['licences'], {});
  assert.equal(status, 0);
  for (const name of ['Node.js', 'better-sqlite3', 'hls.js', 'preact', '@uwsjs/core', 'DejaVu']) {
    assert.match(stdout, new RegExp(`^ {2}\\S*${name}`, 'm'));
  }
});

test('segments are those of the checkout', onlyPackaged, (t) => {
  const folder = tempDir(t);
  const film = clip('h264.mp4');
  const [rendition] = JSON.parse(run(['probe', film, '--json'], {}).stdout).renditions;
  const make = (file: string, before: readonly string[], name: string): Buffer => {
    const out = join(folder, name);
    const args = ['segment', film, '--rendition', rendition.name, '--index', '0', '-o', out];
    const { status, stderr } = spawnSync(file, [...before, ...args], { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
    return readFileSync(out);
  };
  const packaged = make(executable ?? '', [], 'packaged.ts');
  assert.ok(packaged.equals(make(process.execPath, [HAEMA], 'checkout.ts')));
});
