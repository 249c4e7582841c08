/** The disk cache against what happens to disks and processes. */
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Cache } from '../../src/cache/cache.ts';
import { diskCache } from '../../src/cache/disk-cache.ts';
import { NODE_FS } from '../../src/cache/disk-fs.ts';
import { memoryCache } from '../../src/cache/memory-cache.ts';
import { tieredCache } from '../../src/cache/tiered-cache.ts';
import {
  assertHas,
  dataOf,
  diskStats,
  isSettled,
  KEYS,
  MB,
  recordedLog,
  setAndWait,
  sizeOf,
  statfsOf,
  takenBytes,
  tempsOf,
  until,
} from '../support/cache.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { tempDir } from '../support/temp-dir.ts';

const WRITER = fileURLToPath(new URL('../support/cache-writer.ts', import.meta.url));

const cacheIn = (folder: string, limitBytes: number, log = recordedLog()): Cache =>
  diskCache({ folder, limitBytes, reserveBytes: 0, log, pauseMs: 0 });

/** Which of the writer's keys are there, each right to the byte. */
const verifiedKeys = async (cache: Cache): Promise<string[]> => {
  const keys: string[] = [];
  for (let i = 0; i < KEYS; i++) {
    const key = `${i}.ts`;
    const found = await cache.get(key);
    if (found === null) continue;
    assert.ok(found.equals(dataOf(key, sizeOf(key))), `${key} is not what was written`);
    keys.push(key);
  }
  return keys;
};

const killAtRandom = async (folder: string, limit: number, seed: number): Promise<void> => {
  const args = [WRITER, folder, `${limit}`, `${seed}`];
  const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(writer.stdout, 'data');
  await wait(seededInts(seed)(60)); // the random moment
  writer.kill('SIGKILL');
  await once(writer, 'close');
};

test('50 processes killed while they write: right bytes, no litter, the limit held', {
  timeout: 300_000,
}, async (t) => {
  const folder = tempDir(t);
  const limit = 20 * MB;
  let found = 0;
  let halves = 0;
  for (let seed = 1; seed <= 50; seed++) {
    await killAtRandom(folder, limit, seed);
    halves += tempsOf(folder).length;
    assert.ok(takenBytes(folder) <= limit, `${takenBytes(folder)} after kill ${seed}`);
    const cache = cacheIn(folder, limit);
    await setAndWait(cache, 'last', Buffer.from('to know that it is open'));
    assert.deepEqual(tempsOf(folder), []);
    found += (await verifiedKeys(cache)).length;
    await cache.close();
    if (seed % 10 === 0) rmSync(folder, { recursive: true });
  }
  t.diagnostic(`${found} entries verified, ${halves} half written files found`);
  assert.ok(found > 100, `${found}`);
  assert.ok(halves > 0, 'no kill has met a write');
});

test('50 MB under load: held at all times, and never a wrong byte', {
  timeout: 120_000,
}, async (t) => {
  const folder = tempDir(t);
  const precious = join(folder, 'precious.txt');
  writeFileSync(precious, 'precious');
  const limit = 50 * MB;
  const cache = tieredCache(memoryCache(8 * MB), cacheIn(folder, limit));
  await setAndWait(cache, 'first', Buffer.alloc(1));
  const next = seededInts(3);
  let most = 0;
  for (let step = 0; step < 400; step++) {
    const key = `${next(150)}.ts`;
    const expected = dataOf(key, 700_000 + Number.parseInt(key, 10));
    cache.set(key, expected);
    const other = `${next(150)}.ts`;
    const found = await cache.get(other);
    const size = 700_000 + Number.parseInt(other, 10);
    if (found !== null) assert.ok(found.equals(dataOf(other, size)), other);
    most = Math.max(most, takenBytes(folder));
    assert.ok(most <= limit, `${most} bytes at step ${step}`);
  }
  await until(() => isSettled(cache));
  t.diagnostic(`at most ${most} of ${limit} bytes`);
  assert.ok(most > 0.9 * limit, 'the limit was reached');
  assert.equal(readFileSync(precious, 'utf8'), 'precious');
  await cache.close();
});

/** A disk of its own, or null where this user may not mount one. */
const smallDisk = (t: TestContext, bytes: number): string | null => {
  const folder = mkdtempSync(join(tmpdir(), 'haema-disk-'));
  t.after(() => {
    spawnSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  const args = ['-t', 'tmpfs', '-o', `size=${bytes}`, 'haema-test', folder];
  return spawnSync('mount', args).status === 0 ? folder : null;
};

const MAY_NOT_MOUNT = 'needs to mount a small disk';

test('a full disk: no litter, the rest is served, and it goes on', {
  timeout: 60_000,
}, async (t) => {
  const folder = smallDisk(t, 8 * MB);
  if (folder === null) return t.skip(MAY_NOT_MOUNT);
  const theirs = join(folder, 'theirs.bin');
  writeFileSync(theirs, Buffer.alloc(3 * MB, 'theirs'));
  const log = recordedLog();
  // The free space is not looked at, so that every write finds the disk full by itself.
  const fs = { ...NODE_FS, statfs: statfsOf(1, 0, () => 0) };
  const cache = diskCache({ folder, limitBytes: 100 * MB, log, pauseMs: 0, fs });
  t.after(() => cache.close());
  for (let i = 0; i < 40; i++) {
    const key = `${i}.ts`;
    const { entries } = diskStats(cache);
    await setAndWait(cache, key, dataOf(key, 400_000));
    assert.deepEqual(tempsOf(folder), []);
    assert.ok(diskStats(cache).entries >= entries - 2, `${key} has cost more than a part`);
  }
  assert.match(log.lines.join('\n'), /^[^\n]*full[^\n]*$/);
  assert.ok(diskStats(cache).dropped > 0);
  await setAndWait(cache, 'small', dataOf('small', 1000));
  await assertHas(cache, 'small', 1000);
  assert.ok(readFileSync(theirs).equals(Buffer.alloc(3 * MB, 'theirs')));
});

test('a nearly full disk is never filled: older entries make room', {
  timeout: 60_000,
}, async (t) => {
  const folder = smallDisk(t, 8 * MB);
  if (folder === null) return t.skip(MAY_NOT_MOUNT);
  const log = recordedLog();
  const cache = diskCache({ folder, limitBytes: 100 * MB, reserveBytes: 3 * MB, log });
  t.after(() => cache.close());
  for (let i = 0; i < 40; i++) {
    const key = `${i}.ts`;
    await setAndWait(cache, key, dataOf(key, 400_000));
    const { bavail, bsize } = statfsSync(folder);
    assert.ok(bavail * bsize >= 3 * MB, `${bavail * bsize} left after ${key}`);
    await assertHas(cache, key, 400_000);
  }
  assert.deepEqual(log.lines, []);
});

test('a disk that becomes read-only is read from, and written to when it may be again', {
  timeout: 60_000,
}, async (t) => {
  const folder = smallDisk(t, 8 * MB);
  if (folder === null) return t.skip(MAY_NOT_MOUNT);
  const first = cacheIn(folder, 4 * MB);
  await setAndWait(first, 'a', dataOf('a', 100_000));
  await first.close();
  const remount = (mode: string) => spawnSync('mount', ['-o', `remount,${mode}`, folder]).status;
  assert.equal(remount('ro'), 0);
  const log = recordedLog();
  const cache = cacheIn(folder, 4 * MB, log);
  t.after(() => cache.close());
  for (const key of ['b', 'c', 'd']) await setAndWait(cache, key, dataOf(key, 100_000));
  await assertHas(cache, 'a', 100_000);
  assert.equal(await cache.get('b'), null);
  assert.match(log.lines.join('\n'), /^[^\n]*read-only[^\n]*$/);
  assert.equal(remount('rw'), 0);
  await setAndWait(cache, 'b', dataOf('b', 100_000));
  await assertHas(cache, 'b', 100_000);
  assert.equal(diskStats(cache).entries, 2);
});
