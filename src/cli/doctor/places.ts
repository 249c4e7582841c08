/** The folders that are served, and those that haema writes to. */
import { accessSync, constants, readdirSync, realpathSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Config } from '../../config/options.ts';
import { type Finding, fine, wrong } from './finding.ts';
import { type Mount, mountOf, readMounts } from './mounts.ts';

const GB = 1024 ** 3;

export const lookAtPlaces = ({ targetPath, db, cache, cachePath }: Config): Finding[] => {
  const mounts = readMounts();
  const own: (readonly [string, string])[] = [['database', db]];
  if (cache) own.push(['cache', cachePath]);
  return [
    ...(targetPath.length === 0 ? [wrong('no folder to serve', 'name it with -t')] : []),
    ...targetPath.map((folder) => lookAtFilms(folder, mounts)),
    ...own.map(([what, path]) => lookAtOwn(what, path, mounts)),
  ];
};

const lookAtFilms = (folder: string, mounts: readonly Mount[]): Finding => {
  const mount = mountAround(folder, mounts);
  try {
    const count = readdirSync(folder).length;
    const told = mount?.isShared ? '; changes show at the next --rescan' : '';
    return fine(`serves ${folder}: ${count} entries, ${mount?.type ?? 'unknown'}${told}`);
  } catch (error) {
    return wrong(
      `${folder} cannot be read: ${codeOf(error)}`,
      'check its path, its mount and its permissions',
    );
  }
};

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
    const option = what === 'database' ? '--db' : '--cache-path';
    return wrong(
      `${what} ${path} cannot be written: ${codeOf(error)}`,
      `choose another place with ${option}`,
    );
  }
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
  try {
    return mountOf(realpathSync(path), mounts);
  } catch {
    return null;
  }
};

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
