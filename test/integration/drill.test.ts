/**
 * Children that crash, hang and take all memory at random, while ten clients play. A short one; the
 * long one is `HAEMA_DRILL_ROUNDS=500 node --test test/integration/drill.test.ts`.
 */
import assert from 'node:assert/strict';
import { linkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { Container } from '../../src/engine/types.ts';
import { segmentCount, type Title } from '../../src/stream/title.ts';
import { json, listed } from '../support/app.ts';
import { type Fault, order, orderAhead } from '../support/children.ts';
import { clip } from '../support/clips.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';
import { hashOf, make, open, smallest, until } from '../support/title.ts';

const ROUNDS = Number(process.env['HAEMA_DRILL_ROUNDS'] ?? 10);
const CLIENTS = 10;
const TITLES = 4;
/** Later than any fault makes a segment, on a machine that does nothing else. */
const LATE_MS = 2000;

/** As often as they happen in the field. */
const FAULTS: readonly Fault[] = ['crash', 'crash', 'crash', 'crash', 'hang', 'memory'];

interface EngineFacts {
  readonly restarts: number;
  readonly children: readonly { readonly pid: number; readonly jobs: number }[];
  readonly benched: readonly object[];
}

const engineOf = async ({ url }: ServerProcess): Promise<EngineFacts> =>
  (await json(`${url}/api/v1/engine`)) as EngineFacts;

/** The same film under several names, so that every child has some. */
const serveFilms = async (t: TestContext): Promise<{ server: ServerProcess; ids: string[] }> => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  for (let nth = 0; nth < TITLES; nth++) {
    linkSync(clip('half-hour.mp4'), join(films, `film ${nth}.mp4`));
  }
  const limits = ['--engine-timeout', '10', '--engine-memory', '700M', '--cache', 'false'];
  orderAhead(null);
  const server = await startServer(films, folder, limits);
  t.after(() => server.child.kill('SIGKILL'));
  return { server, ids: Object.values(await listed(server.url, TITLES)) };
};

/** Clients that ask for segments at random and look at every byte. */
class Clients {
  /** Segments that each has got. */
  readonly counts = Array.from({ length: CLIENTS }, () => 0);
  /** Who got one late, as often as it happened. */
  late: number[] = [];
  over = false;
  readonly #server: ServerProcess;
  readonly #film: Title;
  readonly #right = new Map<string, Promise<string>>();

  constructor(server: ServerProcess, film: Title) {
    this.#server = server;
    this.#film = film;
  }

  async play(ids: readonly string[]): Promise<void> {
    const all = this.counts.map((_, client) => this.#play(client, ids[client % ids.length] ?? ''));
    await Promise.all(all).finally(() => {
      this.over = true;
    });
  }

  /** Each has got what it was waiting for. */
  async served(): Promise<void> {
    const before = [...this.counts];
    await until(() => this.over || this.counts.every((count, i) => count > (before[i] ?? 0)));
  }

  async #play(client: number, id: string): Promise<void> {
    const next = seededInts(client);
    while (!this.over) {
      const index = next(segmentCount(this.#film));
      const container = next(2) === 0 ? 'ts' : 'fmp4';
      const askedAt = performance.now();
      const made = await this.#get(id, index, container);
      if (performance.now() - askedAt > LATE_MS) this.late.push(client);
      assert.equal(hashOf(made), await this.#expected(index, container));
      this.counts[client] = (this.counts[client] ?? 0) + 1;
    }
  }

  async #get(id: string, index: number, container: Container): Promise<Buffer> {
    const name = `${smallest(this.#film)}/${index}.${container === 'ts' ? 'ts' : 'm4s'}`;
    const reply = await fetch(`${this.#server.url}/api/v1/video/${id}/${name}`);
    const bytes = Buffer.from(await reply.arrayBuffer());
    // As players do on a busy machine.
    if (reply.status === 503) return this.#get(id, index, container);
    assert.equal(reply.status, 200, bytes.toString('utf8', 0, 300));
    return bytes;
  }

  #expected(index: number, container: Container): Promise<string> {
    const key = `${index} ${container}`;
    const made = (): Promise<string> =>
      make(this.#film, smallest(this.#film), index, container).then(({ data }) => hashOf(data));
    const right = this.#right.get(key) ?? made();
    this.#right.set(key, right);
    return right;
  }
}

test(`${ROUNDS} faults while ${CLIENTS} clients play: no wrong byte, no refusal`, async (t) => {
  const { server, ids } = await serveFilms(t);
  const clients = new Clients(server, await open(clip('half-hour.mp4')));
  const playing = clients.play(ids);
  playing.catch(() => undefined); // told below
  const next = seededInts(7);
  let most = 0;
  for (let round = 0; round < ROUNDS && !clients.over; round++) {
    clients.late = [];
    await strike(server, FAULTS[next(FAULTS.length)] ?? 'crash', () => clients.over);
    await clients.served(); // a second fault in what is made again would be the file's
    const { late } = clients;
    for (const client of late) most = Math.max(most, late.filter((it) => it === client).length);
  }
  clients.over = true;
  await playing;
  const { restarts, benched } = await engineOf(server);
  assert.ok(restarts >= ROUNDS, `${restarts}`);
  assert.deepEqual([benched, server.child.exitCode], [[], null]);
  const segments = clients.counts.reduce((sum, count) => sum + count, 0);
  t.diagnostic(`${segments} segments; at most ${most} late ones of a client in a round`);
});

/** Until a child is lost by it: one that had just ended its work may be given up instead. */
const strike = async (server: ServerProcess, fault: Fault, over: () => boolean): Promise<void> => {
  const { restarts } = await engineOf(server);
  while (!over() && (await engineOf(server)).restarts === restarts) {
    await strikeAt(server, fault, over);
  }
};

/** Orders the fault where there is work, and waits until that child is gone. */
const strikeAt = async (
  server: ServerProcess,
  fault: Fault,
  over: () => boolean,
): Promise<void> => {
  let victim = 0;
  while (victim === 0 && !over()) {
    const { children } = await engineOf(server);
    const working = children.filter(({ jobs }) => jobs > 0);
    victim = working[Math.floor(Math.random() * working.length)]?.pid ?? 0;
  }
  await order(fault, victim).catch(() => undefined); // it may have ended meanwhile
  const isThere = ({ children }: EngineFacts): boolean =>
    children.some(({ pid }) => pid === victim);
  while (!over() && isThere(await engineOf(server)));
};
