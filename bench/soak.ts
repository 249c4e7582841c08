/**
 * Many players for a long time, on a server of its own: they seek, leave, change renditions and
 * tracks, search and look at pictures, folders are looked through and an engine child is killed now
 * and then. Tells how long segments take, whether memory and the like stay what they are, and
 * whether what was sent is right.
 *
 *   node bench/soak.ts [--seconds 1800] [--clients 20] [--folder FOLDER] [--check-every 20]
 *                      [--kill-every 60] [--pause 1000] [--out FILE]
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { seededInts } from '../test/support/seeded-ints.ts';
import { startServer } from '../test/support/server-process.ts';
import { film } from './clips.ts';
import { describeMachine } from './machine.ts';
import { Checker } from './soak/checker.ts';
import { playersOf, watchEvents } from './soak/players.ts';
import { Samples, slopes } from './soak/samples.ts';
import { Tally } from './soak/tally.ts';
import { videosOf } from './soak/videos.ts';

const SAMPLE_MS = 5000;
const SCAN_MS = 30_000;

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '1800' },
    clients: { type: 'string', default: '20' },
    folder: { type: 'string' },
    'check-every': { type: 'string', default: '20' },
    'kill-every': { type: 'string', default: '60' },
    pause: { type: 'string', default: '1000' },
    out: { type: 'string' },
  },
});
const numberOf = (name: 'seconds' | 'clients' | 'check-every' | 'kill-every' | 'pause'): number => {
  const value = Number(values[name]);
  if (Number.isFinite(value) && value >= 0) return value;
  console.error(`--${name} is a number`);
  process.exit(2);
};
const seconds = numberOf('seconds');
const folder = resolve(values.folder ?? process.env['HAEMA_CORPUS'] ?? dirname(film()));

interface Errand {
  readonly isOver: () => boolean;
  readonly tally: Tally;
}

/** Until it is over, at most this often. Only that a kept connection ends is nothing wrong. */
const every = async (ms: number, { isOver, tally }: Errand, work: () => unknown): Promise<void> => {
  if (ms === 0) return;
  for (let next = performance.now() + ms; !isOver(); ) {
    await sleep(Math.min(250, ms));
    if (performance.now() < next) continue;
    next += ms;
    try {
      await work();
    } catch (error) {
      const cause = error instanceof Error ? error.cause : undefined;
      const isClosed = cause instanceof Error && 'code' in cause && cause.code === 'UND_ERR_SOCKET';
      if (!isClosed) tally.wrong.push(`${error} ${cause ?? ''}`);
    }
  }
};

const killOne = async (url: string, tally: Tally, next: (most: number) => number) => {
  const reply = await fetch(`${url}/api/v1/engine`);
  const { children } = (await reply.json()) as { children: { pid: number }[] };
  const pid = children[next(children.length || 1)]?.pid;
  if (pid === undefined) return;
  process.kill(pid, 'SIGKILL');
  tally.killed++;
};

const soak = async (scratch: string): Promise<boolean> => {
  const server = await startServer(folder, scratch, ['--log-level', 'error']);
  const pid = server.child.pid ?? 0;
  const { url } = server;
  const tally = new Tally();
  const samples = new Samples(pid);
  const checker = new Checker(folder, join(scratch, 'haema.db'), numberOf('check-every'));
  const next = seededInts(1);
  try {
    const videos = await videosOf(url, tally);
    console.log(`${videos.length} videos, ${seconds} s, ${values.clients} clients`);
    const endsAt = performance.now() + seconds * 1000;
    const isOver = (): boolean => performance.now() > endsAt;
    const errand = { isOver, tally };
    const context = { url, videos, tally, checker, pauseMs: numberOf('pause'), isOver };
    await Promise.all([
      ...playersOf(context, numberOf('clients')),
      watchEvents(context),
      every(SAMPLE_MS, errand, () => samples.take()),
      every(SCAN_MS, errand, () => fetch(`${url}/api/v1/scan`, { method: 'POST' })),
      every(numberOf('kill-every') * 1000, errand, () => killOne(url, tally, next)),
    ]);
    await checker.settled();
  } finally {
    checker.close();
    server.child.kill('SIGTERM');
  }
  const { code } = await server.ended;
  if (code !== 0) tally.wrong.push(`the server ended with ${code}`);
  return report(tally, checker, samples);
};

const report = (tally: Tally, checker: Checker, samples: Samples): boolean => {
  const wrong = [...tally.wrong, ...checker.wrong];
  const result = {
    ...{ machine: describeMachine(), seconds, clients: values.clients, killed: tally.killed },
    milliseconds: tally.times(),
    ...{ replies: tally.replies(), checked: checker.checked, skipped: checker.skipped },
    slopesPerHour: { all: slopes(samples.rows), secondHalf: slopes(samples.secondHalf()) },
    ...{ wrong, samples: samples.rows },
  };
  console.table(result.milliseconds);
  console.table(result.replies);
  console.table(result.slopesPerHour);
  console.table({ first: samples.rows[0], last: samples.rows.at(-1) });
  const { checked, skipped, killed } = result;
  console.log(`${checked} replies checked, ${skipped} left out; ${killed} children killed`);
  for (const line of wrong.slice(0, 20)) console.log(`WRONG: ${line}`);
  if (values.out !== undefined) writeFileSync(values.out, `${JSON.stringify(result, null, 2)}\n`);
  return wrong.length === 0;
};

const scratch = mkdtempSync(join(tmpdir(), 'haema-soak-'));
try {
  process.exitCode = (await soak(scratch)) ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
