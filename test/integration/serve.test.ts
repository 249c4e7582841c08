/** haema serve as a person starts and stops it, above all where something is wrong. */
import assert from 'node:assert/strict';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import { json } from '../support/app.ts';
import { clip } from '../support/clips.ts';
import { asNobody, assertRefused, haema } from '../support/haema.ts';
import { askAndWait, get } from '../support/raw-http.ts';
import { startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';

const library = (t: TestContext): { folder: string; films: string } => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('h264.mp4'), join(films, 'film.mp4'));
  return { folder, films };
};

/** Where something goes wrong in the folder, and the options that meet it there. */
interface Wrong {
  readonly what: string;
  readonly options: (folder: string) => Readonly<Record<string, string>>;
  readonly code: string;
  readonly says: RegExp;
}

const database = (path: string, sql: string): BetterSqlite3.Database =>
  new BetterSqlite3(path).exec(sql);

const linked = (folder: string): string => {
  symlinkSync(join(folder, 'films'), join(folder, 'link'));
  return join(folder, 'link', 'cache');
};

const written = (folder: string): string => {
  const path = join(folder, 'written.db');
  writeFileSync(path, 'Dear diary,\n'.repeat(999));
  return path;
};

const newer = (folder: string): string => {
  const path = join(folder, 'newer.db');
  database(path, 'PRAGMA user_version = 999').close();
  return path;
};

const WRONG: readonly Wrong[] = [
  {
    what: 'a cache among the films',
    options: (folder) => ({ 'cache-path': join(folder, 'films', 'cache') }),
    code: 'BAD_REQUEST',
    says: /--cache-path lies in a folder that is served/,
  },
  {
    what: 'a cache among the films, by a link',
    options: (folder) => ({ 'cache-path': linked(folder) }),
    code: 'BAD_REQUEST',
    says: /--cache-path lies in a folder that is served/,
  },
  {
    what: 'a database among the films',
    options: (folder) => ({ db: join(folder, 'films', 'haema.db') }),
    code: 'BAD_REQUEST',
    says: /--db lies in a folder that is served/,
  },
  {
    what: 'a folder that is not there',
    options: (folder) => ({ 'target-path': join(folder, 'nowhere') }),
    code: 'BAD_REQUEST',
    says: /nowhere/,
  },
  {
    what: 'a file for a folder',
    options: (folder) => ({ 'target-path': join(folder, 'films', 'film.mp4') }),
    code: 'BAD_REQUEST',
    says: /serves folders.*film\.mp4/,
  },
  {
    what: 'a database that is none',
    options: (folder) => ({ db: written(folder) }),
    code: 'DATABASE_FAILED',
    says: /written\.db/,
  },
  {
    what: 'a database of a later haema',
    options: (folder) => ({ db: newer(folder) }),
    code: 'DATABASE_NEWER',
    says: /later haema/,
  },
  {
    what: 'a database that is a folder',
    options: (folder) => ({ db: folder }),
    code: 'DATABASE_FAILED',
    says: /CANTOPEN/,
  },
];

/** The arguments of a server that would start, but for these options. */
const argsOf = (folder: string, options: Readonly<Record<string, string>>): string[] => {
  const all = {
    port: '0',
    host: '127.0.0.1',
    'target-path': join(folder, 'films'),
    db: join(folder, 'haema.db'),
    'cache-path': join(folder, 'cache'),
    ...options,
  };
  return ['serve', ...Object.entries(all).flatMap(([name, value]) => [`--${name}`, value])];
};

for (const { what, options, code, says } of WRONG) {
  test(`${what} is refused in one line`, (t) => {
    const { folder, films } = library(t);
    assertRefused(haema(argsOf(folder, options(folder))), code, says);
    assert.deepEqual(readdirSync(films), ['film.mp4']);
  });
}

test('a database that another program holds is refused in one line', (t) => {
  const { folder } = library(t);
  const path = join(folder, 'held.db');
  const held = database(path, 'CREATE TABLE held (a); BEGIN EXCLUSIVE');
  t.after(() => held.close());
  assertRefused(haema(argsOf(folder, { db: path })), 'DATABASE_LOCKED', /held\.db/);
});

test('a port that is taken is refused in one line', async (t) => {
  const { folder } = library(t);
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  t.after(() => other.close());
  const address = other.address();
  assert.ok(typeof address === 'object' && address !== null);
  const port = String(address.port);
  assertRefused(haema(argsOf(folder, { port })), 'PORT_TAKEN', new RegExp(`port ${port} is taken`));
});

test('what may not be read is refused in one line', (t) => {
  const { folder } = library(t);
  const secret = join(folder, 'secret');
  mkdirSync(secret);
  const nobody = asNobody();
  chmodSync(secret, 0);
  chmodSync(folder, 0o777);
  if (nobody === null) {
    t.skip('run as root, and nobody may not run haema');
    return;
  }
  const refused = (options: Readonly<Record<string, string>>, says: RegExp): void =>
    assertRefused(haema(argsOf(folder, options), nobody), 'BAD_REQUEST', says);
  refused({ 'target-path': secret }, /secret/);
  refused({ 'cache-path': join(secret, 'within', 'cache') }, /--cache-path cannot be looked at/);
  chmodSync(secret, 0o700);
});

/** More than sockets take for a client that does not read. */
const LARGE = 64 * 2 ** 20;

/** A server of one film, which is followed by nothing for a while. */
const serving = async (t: TestContext) => {
  const { folder, films } = library(t);
  truncateSync(join(films, 'film.mp4'), LARGE);
  const server = await startServer(films, folder);
  t.after(() => server.child.kill('SIGKILL'));
  for (;;) {
    const shows = (await json(`${server.url}/api/v1/shows`)) as { video_id: string }[];
    const id = shows[0]?.video_id;
    const port = Number(new URL(server.url).port);
    if (id !== undefined) return { ...server, port, film: `/api/v1/video/${id}` };
  }
};

test('it is ready as soon as an engine child has started', async (t) => {
  const { folder, films } = library(t);
  const { child, url } = await startServer(films, folder, ['--engine-processes', '1']);
  t.after(() => child.kill('SIGKILL'));
  let reply = await fetch(`${url}/readyz`);
  for (; reply.status === 503; reply = await fetch(`${url}/readyz`)) {
    const { code, detail } = (await reply.json()) as { code: string; detail: string };
    assert.deepEqual([code, detail], ['not_ready', 'no engine child has started yet']);
  }
  assert.deepEqual(await reply.json(), { status: 'ready' });
  const engine = (await json(`${url}/api/v1/engine`)) as { children: object[] };
  assert.equal(engine.children.length, 1);
});

test('SIGHUP reads the configuration again, and a wrong one changes nothing', async (t) => {
  const { folder, films } = library(t);
  const file = join(folder, 'haema.toml');
  writeFileSync(file, '');
  const server = await startServer(films, folder, ['--config', file]);
  t.after(() => server.child.kill('SIGKILL'));
  const port = Number(new URL(server.url).port);
  const statusOf = async (host: string): Promise<number> =>
    (await get(port, '/healthz', { Host: host })).status;
  assert.equal(await statusOf('tv.example'), 403);
  writeFileSync(file, 'allow-host = ["tv.example"]\nport = 1\ncache-limit = "10M"\n');
  server.child.kill('SIGHUP');
  while ((await statusOf('tv.example')) !== 200);
  const metrics = async (): Promise<string> =>
    (await get(port, '/metrics', { Host: 'tv.example' })).body.toString();
  const limit = 'haema_cache_limit_bytes{tier="disk"} 10485760';
  while (!(await metrics()).includes(limit));
  writeFileSync(file, 'allow-host = 7 7\n');
  server.child.kill('SIGHUP');
  assert.equal(await statusOf('tv.example'), 200);
  server.child.kill('SIGTERM');
  assert.deepEqual(await server.ended, { code: 0, signal: null });
});

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  test(`${signal} lets a segment in hand finish, and ends with success`, async (t) => {
    const { child, url, ended, film } = await serving(t);
    const asked = fetch(`${url}${film}/240p_h264/0.ts`);
    await fetch(`${url}/healthz`); // sent later: the other has arrived when this is answered
    child.kill(signal);
    const segment = await asked;
    assert.equal(segment.status, 200);
    assert.equal(
      (await segment.arrayBuffer()).byteLength,
      Number(segment.headers.get('content-length')),
    );
    assert.deepEqual(await ended, { code: 0, signal: null });
  });
}

test('a client that takes nothing is cut off when the server ends', async (t) => {
  const { child, url, port, ended, film } = await serving(t);
  const asked = await askAndWait(port, `${film}/original`);
  t.after(() => asked.destroy());
  await fetch(`${url}/healthz`);
  child.kill('SIGTERM');
  assert.deepEqual(await ended, { code: 0, signal: null });
});

test('a second signal ends it at once', async (t) => {
  const { child, url, port, ended, film } = await serving(t);
  const asked = await askAndWait(port, `${film}/original`);
  t.after(() => asked.destroy());
  await fetch(`${url}/healthz`);
  child.kill('SIGTERM');
  await refusing(port);
  child.kill('SIGINT');
  assert.deepEqual(await ended, { code: null, signal: 'SIGINT' });
});

/** Fulfils when nobody listens any more. */
const refusing = async (port: number): Promise<void> => {
  for (let listens = true; listens; ) {
    listens = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => socket.end());
      socket.on('error', () => resolve(false));
      socket.on('close', () => resolve(true));
    });
  }
};
