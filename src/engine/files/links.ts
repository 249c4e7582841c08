/** What links lead to. They are followed beneath the root, and nowhere else. */
import type { Stats } from 'node:fs';
import { readlink, realpath, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWithin } from '../../core/paths.ts';
import type { SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';
import type { Step } from './file-job.ts';

/** `unread`: it is there, and cannot be looked at now. */
export type Kind = 'file' | 'folder' | 'other' | 'unread';

/** Each takes some round trips to a share. */
const AT_ONCE = 4;
/** A disk or a share that is there answers in less. */
const PATIENCE_MS = 1000;

/** Without links. */
interface Way {
  readonly root: string;
  readonly folder: string;
  /** A link has led to the folder. */
  readonly isLinked: boolean;
}

/** By their names. Where one leads to a share that is dead, those behind it are not tried. */
export const kindsOfLinks = async (
  source: SourceRef,
  names: readonly string[],
  step: Step,
): Promise<ReadonlyMap<string, Kind>> => {
  const kinds = new Map<string, Kind>(names.map((name) => [name, 'unread']));
  if (names.length === 0) return kinds;
  step();
  const way = await wayTo(source);
  for (let at = 0; at < names.length; at += AT_ONCE) {
    step();
    const look = async (name: string): Promise<void> => {
      kinds.set(name, await kindOfLink(way, name));
    };
    const looks = Promise.all(names.slice(at, at + AT_ONCE).map(look));
    if (!(await isInTime(looks))) break;
  }
  return new Map(kinds);
};

const wayTo = async ({ root, path }: SourceRef): Promise<Way> => {
  const [realRoot, folder] = await Promise.all([realpath(root), realpath(join(root, path))]);
  return { root: realRoot, folder, isLinked: folder !== join(realRoot, path) };
};

const kindOfLink = async ({ root, folder, isLinked }: Way, name: string): Promise<Kind> => {
  const named = join(folder, name);
  try {
    // What leads away is not touched: it may lie on a share that is dead.
    if (!isWithin(resolve(folder, await readlink(named)), root)) return 'other';
    const place = await realpath(named);
    if (!isWithin(place, root)) return 'other';
    const kind = kindOf(await stat(place));
    // Of folders one link is followed, and none that leads up: a way through them ends.
    return kind === 'folder' && (isLinked || isWithin(folder, place)) ? 'other' : kind;
  } catch (cause) {
    return fileError(named, cause).code === 'SOURCE_MISSING' ? 'other' : 'unread';
  }
};

export const kindOf = (it: Pick<Stats, 'isFile' | 'isDirectory'>): Kind =>
  it.isFile() ? 'file' : it.isDirectory() ? 'folder' : 'other';

const isInTime = async (work: Promise<unknown>): Promise<boolean> => {
  const patience = new AbortController();
  const late = sleep(PATIENCE_MS, false, { signal: patience.signal }).catch(() => false);
  const done = await Promise.race([work.then(() => true), late]);
  patience.abort();
  return done;
};
