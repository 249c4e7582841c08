/** The servers that are measured, each in a process of its own, and what asks them. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { dirname, join, parse } from 'node:path';
import { type ServerProcess, startServer } from '../test/support/server-process.ts';
import { film } from './clips.ts';
import type { Measured } from './comparison.ts';
import { compiled } from './compiled.ts';
import { below, numberIn } from './proc.ts';

const running = new Set<ChildProcess>();

/** Ends what a case has left running. */
export const endServers = async (): Promise<void> => {
  for (const child of running) {
    running.delete(child);
    if (child.exitCode !== null) continue;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
};

/** haema over the folder of the films, with a database and a cache that are new. */
export interface Fresh extends ServerProcess {
  /** Milliseconds from the start of the process until it said that it listens. */
  readonly startMs: number;
}

const LOOP_DELAY = new URL('loop-delay.ts', import.meta.url).pathname;

/** `folder`: another one; what keeps the event loop is then told by `loopDelay`. */
export const freshServer = async (scratch: string, folder?: string): Promise<Fresh> => {
  const state = mkdtempSync(join(scratch, 'haema-'));
  const preload = folder === undefined ? undefined : LOOP_DELAY;
  const start = performance.now();
  const served = folder ?? dirname(film());
  const server = await startServer(served, state, ['--log-level', 'error'], preload);
  const startMs = performance.now() - start;
  running.add(server.child);
  return { ...server, startMs };
};

export interface LoopDelay {
  /** Milliseconds that the event loop was kept at most, by the clock. */
  readonly stallMs: number;
  /** The same without what other programs took of the processor meanwhile. */
  readonly stallCpuMs: number;
}

/** Since it was asked before. */
export const loopDelay = async ({ child }: Fresh): Promise<LoopDelay> => {
  const told = once(child, 'message');
  child.send('how long?');
  const [delay] = await told;
  return delay as LoopDelay;
};

export const end = async ({ child, ended }: ServerProcess): Promise<void> => {
  child.kill('SIGTERM');
  await ended;
};

interface Show {
  readonly versions?: readonly { readonly name: string; readonly video_id: string }[];
}

/** The URL of the film; fulfils when it is listed. */
export const urlOf = async (url: string, file: string): Promise<string> => {
  const title = parse(file).name;
  for (;;) {
    const shows = (await (await fetch(`${url}/api/v1/shows`)).json()) as Show[];
    const versions = shows.flatMap((show) => show.versions ?? []);
    const id = versions.find(({ name }) => name === title)?.video_id;
    if (id !== undefined) return `${url}/api/v1/video/${id}`;
  }
};

/** Else its workers are another user's, who may not read the films. */
const AS_ROOT = process.getuid?.() === 0 ? 'user root;' : '';

/** nginx as its documentation recommends for files of this kind; one process, as haema is. */
const nginxConfig = (folder: string, port: number): string => `
daemon off; ${AS_ROOT} worker_processes 1; pid ${folder}/nginx.pid; error_log ${folder}/error.log;
events { worker_connections 1024; }
http {
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000000;
  open_file_cache max=100; types { video/mp2t ts; }
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi; uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  server { listen 127.0.0.1:${port}; root ${folder}; }
}`;

/** Serves the files of the folder. Returns its URL. */
export const startNginx = async (folder: string): Promise<string> => {
  const port = await freePort();
  const config = join(folder, 'nginx.conf');
  writeFileSync(config, nginxConfig(folder, port));
  const child = spawn('nginx', ['-p', folder, '-c', config], { stdio: 'inherit' });
  running.add(child);
  while (!(await listens(port))) {
    if (child.exitCode !== null) throw new Error('nginx did not start');
  }
  return `http://127.0.0.1:${port}`;
};

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });

const listens = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => resolve(true));
    socket.on('error', () => resolve(false));
    socket.unref();
  });

/** As many requests as go in two seconds, by 32 clients that stay connected. */
export const runWrk = (url: string): Measured => {
  const command = ['wrk', '-t1', '-c32', '-d2s', url];
  const text = execFileSync('wrk', command.slice(1), { encoding: 'utf8' });
  if (/Socket errors|Non-2xx/.test(text)) throw new Error(text);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(text)?.[1]);
  return { command: command.join(' '), sample: { usPerRequest: 1_000_000 / perSecond } };
};

/** Returns what opens a file and tells how long that took, and how much was read. */
export const openInput = (
  scratch: string,
): ((film: string, ...options: '--index'[]) => Measured) => {
  const program = compiled('open_input', scratch);
  return (...words) => {
    const said = execFileSync(program, words, { encoding: 'utf8' });
    const [wallMs = Number.NaN, bytesRead = Number.NaN] = said.split(' ').map(Number);
    return { command: ['open-input', ...words].join(' '), sample: { wallMs, bytesRead } };
  };
};

/** Bytes that the engine's children have read since they began: of files, and of what is asked. */
export const readByChildren = ({ child: { pid } }: ServerProcess): number => {
  const read = below(pid ?? 0).map((it) => numberIn(`/proc/${it}/io`, 'rchar'));
  return read.reduce((sum, bytes) => sum + bytes, 0);
};
