/** `haema serve` in a process of its own, as a person runs it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { commandOf, environmentOf } from './haema.ts';

export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ServerProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly ended: Promise<Ending>;
}

/**
 * Serves the folder; keeps its own files in `state`. Fulfils when it says that it is ready.
 * `preload`: a module that is loaded first, and talks to this process.
 */
export const startServer = async (
  films: string,
  state: string,
  options: readonly string[] = [],
  preload?: string,
): Promise<ServerProcess> => {
  const own = ['--db', join(state, 'haema.db'), '--cache-path', join(state, 'cache')];
  const serve = ['serve', '-p', '0', '-h', '127.0.0.1', '-t', films, ...own, ...options];
  const node = preload === undefined ? [] : ['--import', preload];
  const { file, args } = commandOf(serve, node);
  const child = spawn(file, args, {
    env: environmentOf(),
    stdio: ['ignore', 'pipe', 'ignore', ...(preload === undefined ? [] : ['ipc' as const])],
  });
  const ended = once(child, 'exit').then(([code, signal]) => ({ code, signal }));
  if (child.stdout === null) throw new Error('it has no output');
  for await (const line of createInterface(child.stdout)) {
    const url = /https?:\S+/.exec(line)?.[0];
    if (url !== undefined) return { child, url, ended };
  }
  throw new Error(`it ended: ${JSON.stringify(await ended)}`);
};
