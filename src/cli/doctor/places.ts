/** The folders that are served, and those that haema writes to. */
import { accessSync, constants, readdirSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Config } from '../../config/options.ts';
import { silentFolders } from '../../library/roots.ts';
import { type Finding, fine, wrong } from './finding.ts';
import { type Mount, mountOf, mountsWithin, readMounts } from './mounts.ts';

const GB = 1024 ** 3;

/** Names of errors, by folders that do not answer: who looks at them may wait for ever. */
type Errors = ReadonlyMap<string, string>;

export interface Silent {
  /** Of the folders that are served, those that haema writes to, and those above them. */
  readonly named: Errors;
  /** Of what is mounted within the folders that are served. */
  readonly within: Errors;
}

export const silentPlaces = (config: Config): Silent => {
  const own = ownOf(config).flatMap(([, path]) => upwards(path));
  try {
    const named = silentFolders([...new Set([...config.targetPath, ...own])]);
    const answering = config.targetPath.filter((folder) => !named.has(folder));
    return { named, within: silentFolders(mountsWithin(answering.flatMap(real), readMounts())) };
  } catch {
    return { named: new Map(), within: new Map() }; // no engine, which is told of elsewhere
  }
};

export const lookAtPlaces = (config: Config, silent: Silent): Finding[] => {
  const { targetPath } = config;
  const mounts = readMounts();
  return [
    ...(targetPath.length === 0 ? [wrong('no folder to serve', 'name it with -t')] : []),
    ...targetPath.map((folder) => {
      const error = silent.named.get(folder);
      return error === undefined ? lookAtFilms(folder, mounts) : unreadable(folder, error);
    }),
    ...[...silent.within].map(([folder, error]) => unreadable(folder, error)),
    ...ownOf(config).map(([what, path]) => {
      const error = upwards(path).flatMap((at) => silent.named.get(at) ?? [])[0];
      return error === undefined ? lookAtOwn(what, path, mounts) : unwritable(what, path, error);
    }),
  ];
};

const ownOf = ({ db, cache, cachePath }: Config): (readonly [what: string, path: string])[] => [
  ['database', db],
  ...(cache ? [['cache', cachePath] as const] : []),
];

const upwards = (path: string): string[] => {
  const above = [resolve(path)];
  for (let at = resolve(path); at !== dirname(at); at = dirname(at)) above.push(dirname(at));
  return above;
};

const lookAtFilms = (folder: string, mounts: readonly Mount[]): Finding => {
  const mount = mountAround(folder, mounts);
  try {
    const count = readdirSync(folder).length;
    const told = mount?.isShared ? '; changes show at the next --rescan' : '';
    return fine(`serves ${folder}: ${count} entries, ${mount?.type ?? 'unknown'}${told}`);
  } catch (error) {
    return unreadable(folder, codeOf(error));
  }
};

const unreadable = (folder: string, error: string): Finding =>
  wrong(`${folder} cannot be read: ${error}`, 'check its path, its mount and its permissions');

const lookAtOwn = (what: string, path: string, mounts: readonly Mount[]): Finding => {
  const there = existing(path);
  const mount = mountAround(there, mounts);
  try {
    accessSync(there === path ? there : `${there}/.`, constants.W_OK); // which has to be a folder
    const { bavail, bsize } = statfsSync(there);
    const free = `${((bavail * bsize) / GB).toFixed(1)} GB free`;
    const line = `${what} ${path}: ${free}, ${mount?.type ?? 'unknown'}`;
    if (mount?.isShared && what === 'database') {
      return wrong(line, 'a database on a share may break: put it on a disk of this machine, --db');
    }
    return bavail * bsize < GB ? wrong(line, 'make room, or choose another place') : fine(line);
  } catch (error) {
    return unwritable(what, path, codeOf(error));
  }
};

const unwritable = (what: string, path: string, error: string): Finding => {
  const option = what === 'database' ? '--db' : '--cache-path';
  return wrong(
    `${what} ${path} cannot be written: ${error}`,
    `choose another place with ${option}`,
  );
};

/** What is there of it so far. */
const existing = (path: string): string => {
  for (let at = path; ; at = dirname(at)) {
    try {
      accessSync(at);
      return at;
    } catch {
      if (at === dirname(at)) return at;
    }
  }
};

const mountAround = (path: string, mounts: readonly Mount[]): Mount | null => {
  const [there] = real(path);
  return there === undefined ? null : mountOf(there, mounts);
};

/** Without links; none where nothing is. */
export const real = (path: string): string[] => {
  try {
    return [realpathSync(path)];
  } catch {
    return [];
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
