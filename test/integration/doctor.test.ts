/** haema doctor, as a person runs it. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { clip } from '../support/clips.ts';
import { faultyFolder, noFaultyFolder } from '../support/faulty-fs.ts';
import { haema } from '../support/haema.ts';
import { tempDir } from '../support/temp-dir.ts';

test('doctor tells what is there, and makes pictures of the first film', (t) => {
  const films = tempDir(t);
  copyFileSync(clip('short.mp4'), join(films, 'short.mp4'));
  const own = ['--db', join(films, '..', 'haema.db'), '--cache', 'false'];
  const { stdout, stderr } = haema(['doctor', '-t', films, ...own]);
  assert.equal(stderr, '');
  for (const says of [
    /^ {2}haema \S+, .* with Node 22/m,
    /^ {2}FFmpeg \d/m,
    /^ {2}serves \/.*: 1 entries/m,
    /^ {2}database .* GB free/m,
    /^ {2}http:\/\/localhost:8080$/m,
    /^ {2}made of .*short\.mp4$/m,
    /p_h264: \d+\.\d times as fast as it plays/,
  ]) {
    assert.match(stdout, says);
  }
});

test('what is wrong stands with what to do, and is the exit code', (t) => {
  const folder = tempDir(t);
  const { status, stdout } = haema(['doctor', '-t', join(folder, 'none'), '--db', '/dev/null/db']);
  assert.equal(status, 1);
  assert.match(stdout, /^! .*none cannot be read: ENOENT\n {4}check its path/m);
  assert.match(stdout, /^! database \/dev\/null\/db cannot be written: \w+\n {4}.*--db$/m);
  assert.match(stdout, /no film to try/);
});

test('a share that does not answer is told of', { skip: noFaultyFolder() ?? false }, async (t) => {
  const share = await faultyFolder(t, tempDir(t));
  share.order('dead');
  const { status, stdout } = haema([
    ...['doctor', '-t', share.path, '--db', join(share.path, 'state', 'haema.db')],
    ...['--cache', 'false'],
  ]);
  assert.equal(status, 1);
  assert.match(stdout, /^! .*view cannot be read: ETIMEDOUT$/m);
  assert.match(stdout, /^! database .*haema\.db cannot be written: ETIMEDOUT$/m);
  assert.match(stdout, /no film to try/);
});

test('one within a folder is told of and left alone', {
  skip: noFaultyFolder() ?? false,
}, async (t) => {
  const share = await faultyFolder(t, tempDir(t));
  share.order('dead');
  const folder = dirname(share.path);
  const own = ['--db', join(tempDir(t), 'haema.db'), '--cache', 'false'];
  const { status, stdout } = haema(['doctor', '-t', folder, ...own], { timeout: 30_000 });
  assert.equal(status, 1);
  assert.match(stdout, /^ {2}serves .*: \d+ entries/m);
  assert.match(stdout, /^! .*view cannot be read: ETIMEDOUT$/m);
  assert.match(stdout, /no film to try/);
});
