/** The machine's own bad day: a disk that is full or fails, no mount, a clock that jumps. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, renameSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { listed } from '../support/app.ts';
import { clip } from '../support/clips.ts';
import { type Fault, faultyFolder, noFaultyFolder } from '../support/faulty-fs.ts';
import { metricIn } from '../support/metrics.ts';
import { startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

const DAY_MS = 86_400_000;

/** A server of one film, and what is asked of it. `stateIn`: where its own files are to lie. */
const serve = async (
  t: TestContext,
  stateIn: (folder: string) => string | Promise<string> = (folder) => folder,
  preload?: string,
) => {
  let end = async (): Promise<void> => undefined;
  t.after(() => end()); // before the folder goes: the server still writes into it
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('h264.mp4'), join(films, 'film.mp4'));
  const options = ['--engine-processes', '1'];
  const server = await startServer(films, await stateIn(folder), options, preload);
  end = async () => {
    server.child.kill('SIGKILL');
    await server.ended;
  };
  const video = `${server.url}/api/v1/video/${(await listed(server.url, 1))['film']}`;
  while ((await fetch(`${server.url}/readyz`)).status !== 200);
  const segment = (n: number): Promise<Response> => fetch(`${video}/240p_h264/${n}.ts`);
  const metric = async (name: string, labels = ''): Promise<number> =>
    metricIn(await (await fetch(`${server.url}/metrics`)).text(), name, labels);
  return { ...server, films, video, segment, metric };
};

const codeOf = async (reply: Response): Promise<string> => {
  const text = await reply.text();
  assert.doesNotMatch(text, /haema\.db|SQLITE|\/tmp/, 'a client is told in words, without paths');
  const { code = 'ok' } = JSON.parse(text) as { code?: string };
  return `${reply.status} ${code}`;
};

const putJson = (url: string, body: object, method = 'PUT'): Promise<Response> =>
  fetch(url, { method, body: JSON.stringify(body) });

test('a disk that is full or fails: people watch on, and it recovers', {
  skip: noFaultyFolder() ?? false,
}, async (t) => {
  let order = (_: Fault): void => undefined;
  const { url, films, video, segment, metric } = await serve(t, async (folder) => {
    mkdirSync(join(folder, 'own'));
    const view = await faultyFolder(t, join(folder, 'own'));
    order = (fault) => view.order(fault);
    return view.path;
  });
  const [show] = (await (await fetch(`${url}/api/v1/shows`)).json()) as [{ info: { id: string } }];
  const mark = (): Promise<Response> =>
    putJson(`${url}/api/v1/shows/${show.info.id}/watched`, { watched: true }, 'POST');
  const kept = (): Promise<number> => metric('haema_cache_entries', '{tier="disk"}');
  const bytes = Buffer.from(await (await segment(0)).arrayBuffer());
  while ((await kept()) === 0);
  const faults: readonly Fault[] = ['enospc', 'erofs'];
  for (const [at, fault] of faults.entries()) {
    order(fault);
    const dropped = await metric('haema_cache_dropped_total', '{tier="disk"}');
    assert.equal(await codeOf(await putJson(`${video}/progress`, { position: at + 1 })), '200 ok');
    assert.equal(await codeOf(await mark()), '503 database_unwritable');
    assert.equal(await metric('haema_history_unsaved'), 1);
    assert.equal((await segment(at + 1)).status, 200);
    while ((await metric('haema_cache_dropped_total', '{tier="disk"}')) === dropped);
    assert.ok(bytes.equals(Buffer.from(await (await segment(0)).arrayBuffer())));
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
    order('none');
    assert.equal(await codeOf(await mark()), '200 ok');
    assert.equal(await metric('haema_history_unsaved'), 0);
  }
  const before = await kept();
  for (let second = 1; (await kept()) <= before; second++) {
    utimesSync(join(films, 'film.mp4'), second, second); // another version, so that it is made
    assert.equal((await segment(0)).status, 200);
  }
});

test('a library that is not mounted for a while is there again by itself', async (t) => {
  const { url, films, video, segment } = await serve(t);
  const scan = (): Promise<Response> => fetch(`${url}/api/v1/scan`, { method: 'POST' });
  renameSync(films, `${films}-away`);
  mkdirSync(films);
  await scan();
  let code = '';
  while (code !== '503 source_offline') {
    const reply = await fetch(`${video}/master.m3u8`);
    code = reply.status === 200 ? 'ok' : await codeOf(reply);
  }
  assert.equal((await fetch(`${url}/readyz`)).status, 200);
  renameSync(`${films}-away/film.mp4`, join(films, 'film.mp4'));
  let reply = await segment(0);
  while (reply.status === 503) reply = await segment(0);
  assert.equal(reply.status, 200);
});

test('a clock that jumps a day, forward and back, changes nothing for who watches', async (t) => {
  const preload = new URL('../support/turned-clock.ts', import.meta.url).pathname;
  const { child, url, video, segment, metric } = await serve(t, undefined, preload);
  const turn = async (ms: number): Promise<void> => {
    const turned = once(child, 'message');
    child.send(ms);
    await turned;
  };
  const progress = async (position: number): Promise<number> => {
    const reply = await putJson(`${video}/progress`, { position, duration: 1000 });
    return ((await reply.json()) as { position: number }).position;
  };
  const first = await segment(0);
  const tag = first.headers.get('etag') ?? '';
  await first.arrayBuffer();
  assert.equal(await progress(10), 10);
  for (const [at, ms] of [DAY_MS, -DAY_MS, 0].entries()) {
    await turn(ms);
    const again = await fetch(first.url, { headers: { 'If-None-Match': tag } });
    assert.equal(again.status, 304);
    assert.equal((await segment(at + 1)).status, 200);
    assert.equal(await progress(100 + at), 100 + at, 'what was reported last counts');
    assert.equal(await metric('streaming_active_streams'), 1);
    assert.equal((await fetch(`${url}/readyz`)).status, 200);
  }
});
