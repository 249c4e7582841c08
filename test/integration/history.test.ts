/** Where people stopped, through the real server: renames, other containers, and sudden deaths. */

import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import { openDatabase } from '../../src/library/db.ts';
import * as api from '../generated/api-client.ts';
import { listed } from '../support/app.ts';
import { at } from '../support/checked-fetch.ts';
import { type ClipName, clip } from '../support/clips.ts';
import { assertRefused, haema } from '../support/haema.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

/** A video of a server. */
interface Film {
  readonly url: string;
  readonly id: string;
}

/** A folder with one film, and haema's own. */
const setUp = (t: TestContext, name: string, made: ClipName) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip(made), join(films, name));
  let server: ServerProcess | null = null;
  t.after(() => server?.child.kill('SIGKILL'));
  const restart = async (title = 'A Film (2019)'): Promise<Film> => {
    server?.child.kill();
    await server?.ended;
    server = await startServer(films, folder);
    const { url } = server;
    for (;;) {
      const { [title]: id } = await listed(url, 1);
      if (id !== undefined) return { url, id };
    }
  };
  return { folder, films, restart, kill: () => server?.child.kill('SIGKILL') };
};

const stopAt = ({ url, id }: Film, position: number): Promise<api.Progress> =>
  ok(api.putProgress(id, { position, duration: 3600 }, {}, at(url)));

const placeAt = ({ url, id }: Film): Promise<api.Progress> => ok(api.getProgress(id, {}, at(url)));

test('a film that is moved, or put into another container, goes on where it was', async (t) => {
  const { films, restart } = setUp(t, 'A Film (2019).mp4', 'h264.mp4');
  const first = await restart();
  assert.equal((await placeAt(first)).resume, 0);
  assert.equal((await stopAt(first, 1234.5)).resume, 1234.5);

  mkdirSync(join(films, 'Old'));
  renameSync(join(films, 'A Film (2019).mp4'), join(films, 'Old', 'Renamed.mp4'));
  assert.equal((await placeAt(await restart('Renamed'))).resume, 1234.5, 'moved and renamed');
  await stopAt(await restart('Renamed'), 1300);

  rmSync(join(films, 'Old', 'Renamed.mp4'));
  copyFileSync(clip('h264.mkv'), join(films, 'Old', 'Renamed.mkv'));
  assert.equal((await placeAt(await restart('Renamed'))).resume, 1300, 'another container');
});

test('a history that is exported and imported elsewhere is there', async (t) => {
  const { folder, films, restart, kill } = setUp(t, 'A Film (2019).mp4', 'h264.mp4');
  await stopAt(await restart(), 1234.5);
  await restart(); // whoever ends it has it written
  const exported = haema(['history', 'export', '--db', join(folder, 'haema.db')]);
  assert.equal(exported.status, 0);
  const file = join(folder, 'history.json');
  writeFileSync(file, exported.stdout);
  kill();
  const elsewhere = join(folder, 'elsewhere');
  const imported = haema(['history', 'import', file, '--db', join(elsewhere, 'haema.db')]);
  assert.match(imported.stdout, /^1 places taken/);
  const server = await startServer(films, elsewhere);
  t.after(() => server.child.kill('SIGKILL'));
  const [id = ''] = Object.values(await listed(server.url, 1));
  assert.equal((await placeAt({ url: server.url, id })).resume, 1234.5);
});

for (const args of [['import', '/nowhere.json'], ['export', '--db', '/nowhere.db'], []]) {
  test(`history ${args.join(' ')} is refused in one line`, () => {
    assertRefused(haema(['history', ...args]), 'BAD_REQUEST', /haema: /);
  });
}

/** Reports of the last so many milliseconds may be lost with the process. */
const LOST_MS = 5_000;

/** Reports between two looks through the folders. */
const SCANNED = 20;

/** One second of film after the other; what was taken, and when. Scans go on beside it. */
const reportUntilItDies = async (film: Film, from: number) => {
  const taken: { readonly at: number; readonly position: number }[] = [];
  for (let position = from + 1; ; position++) {
    if (position % SCANNED === 0) api.beginScan(at(film.url)).catch(() => undefined);
    const answer = await stopAt(film, position).catch((error) => error);
    if (answer instanceof TypeError) return taken; // what fetch throws when nobody listens
    assert.equal(answer.position, position);
    taken.push({ at: performance.now(), position });
  }
};

/** Something for the scans to take in, and something that is gone: other files in each round. */
const fillWith = (films: string, round: number): void => {
  const folder = join(films, 'Others');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (let n = 0; n < 300; n++) writeFileSync(join(folder, `Other ${round} ${n}.mp4`), `${n}`);
};

const ROUNDS = Number(process.env['HAEMA_KILLS'] ?? 3);

test(`killed while people watch and it scans, ${ROUNDS} times, it knows all places`, async (t) => {
  const { folder, films, restart, kill } = setUp(t, 'A Film (2019).mp4', 'h264.mp4');
  const next = seededInts(11);
  let film = await restart();
  let { position } = await stopAt(film, 100);
  for (let round = 0; round < ROUNDS; round++) {
    const timer = setTimeout(kill, 100 + next(7_000));
    fillWith(films, round);
    const taken = await reportUntilItDies(film, position);
    clearTimeout(timer);
    const killedAt = performance.now();
    const due = taken.findLast(({ at }) => at < killedAt - LOST_MS)?.position ?? 0;
    film = await restart();
    const known = (await placeAt(film)).position;
    const last = taken.at(-1)?.position ?? position;
    assert.ok(known >= due && known <= last + 1, `${due} <= ${known} <= ${last} + 1`);
    position = last;
    const db = openDatabase(join(folder, 'haema.db'));
    assert.equal(db.pragma('quick_check', { simple: true }), 'ok');
    db.close();
  }
});
