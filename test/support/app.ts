/** The whole server over a folder of its own, in this process if no executable is tried. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type App, start } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { SILENT } from '../../src/core/log.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/types.ts';
import { type ClipName, clip } from './clips.ts';
import { executable } from './haema.ts';
import { startServer } from './server-process.ts';
import { tempDir } from './temp-dir.ts';

export interface TestServer {
  readonly app: App;
  readonly url: string;
  /** Where the clips lie. */
  readonly films: string;
  /** The video_id of each clip, by its name without extension. */
  readonly ids: Readonly<Record<string, string>>;
}

interface Version {
  readonly name: string;
  readonly video_id: string;
}

interface Show {
  readonly versions?: readonly Version[];
  readonly episodes?: readonly { readonly versions: readonly Version[] }[];
}

/** Serves copies of the clips; fulfils when all of them are listed. */
export const serveClips = async (
  t: TestContext,
  clips: readonly ClipName[],
  options: Readonly<Record<string, string>> = {},
  engine?: Engine,
): Promise<TestServer> => {
  const fill = (films: string): void => {
    for (const name of clips) copyFileSync(clip(name), join(films, name));
  };
  const served = await serveFolder(t, fill, options, engine);
  return { ...served, ids: await listed(served.url, clips.length) };
};

/** Serves a folder that `fill` has put files into. With an `engine` always in this process. */
export const serveFolder = async (
  t: TestContext,
  fill: (films: string) => void,
  options: Readonly<Record<string, string>> = {},
  engine?: Engine,
): Promise<Omit<TestServer, 'ids'>> => {
  let app: App | undefined;
  t.after(() => app?.stop()); // before the folder goes: the server still writes into it
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  fill(films);
  if (executable !== null && engine === undefined) {
    app = await startExecutable(films, folder, options);
    return { app, url: `http://127.0.0.1:${app.port}`, films };
  }
  const commandLine = {
    port: '0',
    host: '127.0.0.1',
    targetPath: [films],
    db: join(folder, 'haema.db'),
    cachePath: join(folder, 'cache'),
    ...options,
  };
  const config = loadConfig({ commandLine, environment: {}, file: undefined });
  app = await start(config, SILENT, engine ?? createEngine());
  return { app, url: `http://127.0.0.1:${app.port}`, films };
};

/** `options`: by the names of the configuration. */
const startExecutable = async (
  films: string,
  folder: string,
  options: Readonly<Record<string, string>>,
): Promise<App> => {
  const named = Object.entries(options).flatMap(([name, value]) => [
    `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
    value,
  ]);
  const { child, url, ended } = await startServer(films, folder, named);
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await ended;
  };
  const reload = (): void => void child.kill('SIGHUP'); // which reads the same again
  return { port: Number(new URL(url).port), name: Promise.resolve(null), reload, stop };
};

/** The video_id of each file, by its name without ending, when there are so many. */
export const listed = async (url: string, count: number): Promise<Record<string, string>> => {
  for (;;) {
    const shows = (await json(`${url}/api/v1/shows?limit=9999`)) as Show[];
    const versions = shows.flatMap(({ versions: own = [], episodes = [] }) => [
      ...own,
      ...episodes.flatMap((episode) => episode.versions),
    ]);
    if (versions.length >= count) {
      return Object.fromEntries(versions.map(({ name, video_id }) => [name, video_id]));
    }
  }
};

export const json = async (url: string): Promise<unknown> => (await fetch(url)).json();
