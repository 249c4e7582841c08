/** Disks and shares on a bad day: what a client is told, and what comes after. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, truncateSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { listed } from '../support/app.ts';
import { clip } from '../support/clips.ts';
import { type FaultyFolder, faultyFolder, noFaultyFolder } from '../support/faulty-fs.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';
import { hashOf, make, open, smallest } from '../support/title.ts';

const skip = noFaultyFolder() ?? false;
const TIMEOUT_S = 4;

interface Bad extends ServerProcess {
  readonly view: FaultyFolder;
  /** The folder beneath the view. */
  readonly films: string;
  /** Fetches a segment of the smallest rendition. */
  readonly segment: (title: string, index: number) => Promise<Response>;
}

/** A film that will be bad, and a good one, on a file system that fails on order. */
const serve = async (t: TestContext): Promise<Bad> => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('half-hour.mp4'), join(films, 'bad.mp4'));
  copyFileSync(clip('half-hour.mkv'), join(films, 'good.mkv'));
  const view = await faultyFolder(t, films);
  const server = await startServer(view.path, folder, ['--engine-timeout', `${TIMEOUT_S}`]);
  t.after(async () => {
    server.child.kill('SIGKILL');
    await server.ended;
  });
  const ids = await listed(server.url, 2);
  const rendition = smallest(await open(clip('half-hour.mp4')));
  const segment = (title: string, index: number): Promise<Response> =>
    fetch(`${server.url}/api/v1/video/${ids[title]}/${rendition}/${index}.ts`);
  for (const title of ['bad', 'good']) assert.equal((await segment(title, 0)).status, 200);
  return { ...server, view, films, segment };
};

const problem = async (reply: Response): Promise<string> => {
  const { code } = (await reply.json()) as { code: string };
  return `${reply.status} ${code}`;
};

const right = async (index: number): Promise<string> => {
  const title = await open(clip('half-hour.mp4'));
  return hashOf((await make(title, smallest(title), index)).data);
};

const hashed = async (reply: Response): Promise<string> =>
  hashOf(new Uint8Array(await reply.arrayBuffer()));

test('a share that does not answer costs its titles a 504, and nobody else', {
  skip,
}, async (t) => {
  const { view, segment } = await serve(t);
  const alone = await timed(() => segment('good', 100));
  view.order('stall', 'bad');
  const askedAt = performance.now();
  const stalled = segment('bad', 400);
  let answered = false;
  void stalled.then(() => {
    answered = true;
  });
  const times: number[] = [];
  for (let index = 200; !answered; index += 3)
    times.push(await timed(() => segment('good', index)));
  assert.equal(await problem(await stalled), '504 timed_out');
  const seconds = (performance.now() - askedAt) / 1000;
  assert.ok(seconds < 3 * TIMEOUT_S, `${seconds} s`);
  assert.ok(times.length > 3, 'the other title goes on');
  view.order('none');
  let again = await segment('bad', 401);
  while (again.status === 504) again = await segment('bad', 401);
  assert.equal(await hashed(again), await right(401), 'it heals');
  const median = times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;
  t.diagnostic(`504 after ${seconds} s; others in ${median} ms at the median, before ${alone} ms`);
});

const timed = async (ask: () => Promise<Response>): Promise<number> => {
  const askedAt = performance.now();
  const reply = await ask();
  assert.equal(reply.status, 200);
  await reply.arrayBuffer();
  return performance.now() - askedAt;
};

test('SIGTERM ends the server while a share does not answer', { skip }, async (t) => {
  const { view, segment, child, ended } = await serve(t);
  view.order('stall', 'bad');
  const stalled = segment('bad', 400).catch(() => undefined);
  await segment('good', 300);
  const toldAt = performance.now();
  child.kill('SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
  assert.ok(performance.now() - toldAt < 6000);
  await stalled;
});

test('SIGTERM ends a server that began while a share did not answer', { skip }, async (t) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  const view = await faultyFolder(t, films);
  view.order('dead');
  const { child, ended } = await startServer(view.path, folder, []);
  t.after(() => child.kill('SIGKILL'));
  child.kill('SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
});

for (const fault of ['eio', 'estale'] as const) {
  test(`${fault}: an error of the medium is told, and is not kept`, { skip }, async (t) => {
    const { view, segment } = await serve(t);
    view.order(fault, 'bad');
    assert.equal(await problem(await segment('bad', 500)), '503 read_failed');
    view.order('none');
    assert.equal(await hashed(await segment('bad', 500)), await right(500));
  });
}

test('a file that shrinks, or is another one, is gone; whole again it plays', {
  skip,
}, async (t) => {
  const { films, segment } = await serve(t);
  const file = join(films, 'bad.mp4');
  truncateSync(file, 2_000_000);
  const short = await segment('bad', 600);
  assert.ok([410, 422, 404].includes(short.status), `${short.status}`);
  copyFileSync(clip('half-hour.mp4'), file);
  utimesSync(file, new Date(), new Date());
  let again = await segment('bad', 600);
  while (again.status !== 200) again = await segment('bad', 600);
  assert.equal(await hashed(again), await right(600));
});
