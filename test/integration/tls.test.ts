/** HTTPS by flags, as a person starts it. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { get } from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { certificateIn } from '../support/certificate.ts';
import { clip } from '../support/clips.ts';
import { assertRefused, haema } from '../support/haema.ts';
import { startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

const fetched = (url: string): Promise<{ status: number; body: string }> =>
  new Promise((resolve, reject) => {
    get(url, { rejectUnauthorized: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (data) => {
        body += data;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    }).on('error', reject);
  });

test('with a certificate all is served by HTTPS, and links say so', async (t) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('short.mp4'), join(films, 'short.mp4'));
  const { cert, key } = certificateIn(folder);
  const options = ['--tls-cert', cert, '--tls-key', key];
  const { child, url } = await startServer(films, folder, options);
  t.after(() => child.kill('SIGKILL'));
  assert.match(url, /^https:/);
  assert.equal((await fetched(`${url}/healthz`)).status, 200);
  let id: string | undefined;
  while (id === undefined) {
    const { body } = await fetched(`${url}/api/v1/shows`);
    id = /"video_id":"(\w+)"/.exec(body)?.[1];
  }
  const { body } = await fetched(`${url}/api/v1/video/${id}/original.m3u`);
  assert.ok(body.includes(`\n${url}/api/v1/video/${id}/original`), body);
});

test('files that are no certificate are refused in one line', (t) => {
  const folder = tempDir(t);
  const { cert, key } = certificateIn(folder);
  const other = join(folder, 'other');
  mkdirSync(other);
  const state = ['--db', join(folder, 'db'), '--cache', 'false', '-p', '0', '-h', '127.0.0.1'];
  const serve = (...tls: string[]) => haema(['serve', '-t', other, ...state, ...tls]);
  assertRefused(serve('--tls-cert', cert), 'BAD_REQUEST', /name both/);
  assertRefused(
    serve('--tls-cert', cert, '--tls-key', join(folder, 'none')),
    'BAD_REQUEST',
    /--tls-key cannot be read/,
  );
  const foreign = certificateIn(other).key;
  assertRefused(
    serve('--tls-cert', cert, '--tls-key', foreign),
    'BAD_REQUEST',
    /no certificate in PEM/,
  );
  writeFileSync(key, 'no key');
  assertRefused(serve('--tls-cert', cert, '--tls-key', key), 'BAD_REQUEST', /no certificate/);
});
