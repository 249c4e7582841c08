/** What tests of the cache have in common. */
import assert from 'node:assert/strict';
import { createCipheriv, createHash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import type { Cache, TierStats } from '../../src/cache/cache.ts';
import { FOLDER_NAME } from '../../src/cache/cache-folder.ts';
import type { DiskFs } from '../../src/cache/disk-fs.ts';
import { entryName } from '../../src/cache/entry-file.ts';
import type { Log } from '../../src/core/log.ts';

export const MB = 1024 * 1024;

/** The same bytes for the same key, and others for every other key. */
export const dataOf = (key: string, bytes: number): Buffer => {
  const secret = createHash('sha256').update(key).digest().subarray(0, 16);
  return createCipheriv('aes-128-ctr', secret, Buffer.alloc(16)).update(Buffer.alloc(bytes));
};

/** It is there, and right to the byte. */
export const assertHas = async (cache: Cache, key: string, bytes: number): Promise<void> => {
  const found = await cache.get(key);
  assert.ok(found?.equals(dataOf(key, bytes)), `${key}: ${found ? 'other bytes' : 'not there'}`);
};

/** Lets the event loop turn until it holds; the test's own timeout is the bound. */
export const until = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await turn();
};

export const isSettled = (cache: Cache): boolean =>
  cache.stats().every(({ waiting }) => waiting === 0);

/** Until it is on the disk, or given up. */
export const setAndWait = async (cache: Cache, key: string, data: Buffer): Promise<void> => {
  cache.set(key, data);
  await until(() => isSettled(cache));
};

export const diskStats = (cache: Cache): TierStats => {
  const stats = cache.stats().find(({ tier }) => tier === 'disk');
  if (stats === undefined) throw new Error('there is no disk');
  return stats;
};

export interface RecordedLog extends Log {
  readonly lines: string[];
}

export const recordedLog = (): RecordedLog => {
  const lines: string[] = [];
  const add = (_: object, message: string): void => void lines.push(message);
  return { lines, debug: add, info: add, warn: add, error: add };
};

export const folderOf = (parent: string): string => join(parent, FOLDER_NAME);

export const fileOf = (parent: string, key: string): string =>
  join(folderOf(parent), entryName(key));

/** All that is in the folder takes, as the file system counts it. In one turn of the event loop. */
export const takenBytes = (parent: string): number => {
  const sizes = filesOf(parent).map(
    (name) => lstatSync(join(folderOf(parent), name), { throwIfNoEntry: false })?.blocks ?? 0,
  );
  return sizes.reduce((sum, blocks) => sum + 512 * blocks, 0);
};

/** Half written files, of whichever process. */
export const tempsOf = (parent: string): string[] =>
  filesOf(parent).filter((name) => name.startsWith('.temp'));

/** None where there is no folder yet. */
const filesOf = (parent: string): string[] =>
  existsSync(folderOf(parent)) ? readdirSync(folderOf(parent)) : [];

/** A volume that says this of itself. */
export const statfsOf = (bsize: number, blocks: number, bavail: () => number): DiskFs['statfs'] =>
  (async () => ({ bsize, blocks, bavail: bavail() })) as unknown as DiskFs['statfs'];

/** How many keys the writer has, and how large the data of each is: 1 byte to 2 MB. */
export const KEYS = 60;

export const sizeOf = (key: string): number =>
  1 + ((Number.parseInt(key, 10) * 7919) % 60) * 35_000;
