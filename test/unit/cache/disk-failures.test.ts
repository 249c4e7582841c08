/** A disk that fails, in every way that one can, only costs speed. */
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import type { Cache } from '../../../src/cache/cache.ts';
import { openFolder } from '../../../src/cache/cache-folder.ts';
import { type DiskCacheOptions, diskCache } from '../../../src/cache/disk-cache.ts';
import { type DiskFs, NODE_FS } from '../../../src/cache/disk-fs.ts';
import {
  assertHas,
  dataOf,
  diskStats,
  fileOf,
  isSettled,
  type RecordedLog,
  recordedLog,
  setAndWait,
  statfsOf,
  tempsOf,
  until,
} from '../../support/cache.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SIZE = 50_000;
const options = { timeout: 30_000 };

const failure = (code: string): Error => Object.assign(new Error(code), { code });

interface Opened {
  readonly folder: string;
  readonly cache: Cache;
  readonly log: RecordedLog;
  /** What is put here takes the place of the real one, from then on. */
  readonly broken: Partial<DiskFs>;
}

const open = async (t: TestContext, more: Partial<DiskCacheOptions> = {}): Promise<Opened> => {
  const [folder, log, broken] = [tempDir(t), recordedLog(), {} as Partial<DiskFs>];
  const fs = new Proxy(NODE_FS, { get: (real, name) => Reflect.get({ ...real, ...broken }, name) });
  const plain = { folder, limitBytes: 1e6, reserveBytes: 0, log, fs, pauseMs: 0 };
  const cache = diskCache({ ...plain, ...more });
  t.after(() => cache.close());
  await setAndWait(cache, 'before', dataOf('before', SIZE));
  return { folder, cache, log, broken };
};

/** As open(2), with one call of the handle replaced. */
const opening = (change: (file: fs.promises.FileHandle) => object): DiskFs['open'] =>
  (async (path, flags, mode) => {
    const file = await NODE_FS.open(path, flags, mode);
    return Object.assign(file, change(file));
  }) satisfies DiskFs['open'];

const fails = (code: string) => async (): Promise<never> => {
  throw failure(code);
};

const WRITES: Readonly<Record<string, (code: string) => Partial<DiskFs>>> = {
  open: (code) => ({
    open: async (path, flags) => (flags === 'wx' ? fails(code)() : NODE_FS.open(path, flags)),
  }),
  write: (code) => ({ open: opening(() => ({ writev: fails(code) })) }),
  rename: (code) => ({ rename: fails(code) }),
  statfs: (code) => ({ statfs: fails(code) }),
};

const ADVICE: Readonly<Record<string, RegExp>> = {
  ENOSPC: /full: free some space or lower --cache-limit/,
  EDQUOT: /quota.*raise it/,
  EROFS: /read-only.*choose another --cache-path/,
  EACCES: /permissions/,
  EIO: /see whether its disk is well/,
};

for (const [call, breakIt] of Object.entries(WRITES)) {
  for (const [code, advice] of Object.entries(ADVICE)) {
    test(
      `${call} fails with ${code}: told once, nothing left, goes on later`,
      options,
      async (t) => {
        const { folder, cache, log, broken } = await open(t);
        Object.assign(broken, breakIt(code));
        for (const key of ['a', 'b', 'c']) await setAndWait(cache, key, dataOf(key, SIZE));
        assert.deepEqual(tempsOf(folder), []);
        assert.equal(await cache.get('a'), null);
        assert.equal(log.lines.length, 1);
        assert.match(log.lines[0] ?? '', advice);
        for (const name of Object.keys(broken)) Reflect.deleteProperty(broken, name);
        await setAndWait(cache, 'a', dataOf('a', SIZE));
        await assertHas(cache, 'a', SIZE);
      },
    );
  }
}

test('a disk that takes a part only is full', options, async (t) => {
  const { folder, cache, log, broken } = await open(t);
  broken.open = opening((file) => ({
    writev: async ([head]: Buffer[]) => file.write(head ?? Buffer.alloc(0)),
  }));
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  assert.match(log.lines.join(), /full/);
  assert.deepEqual([tempsOf(folder), fs.existsSync(fileOf(folder, 'a'))], [[], false]);
});

test('a full disk costs a part of the cache, not all of it', options, async (t) => {
  const { cache, broken } = await open(t);
  for (let i = 0; i < 10; i++) await setAndWait(cache, `${i}`, dataOf(`${i}`, SIZE));
  broken.rename = fails('ENOSPC');
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  assert.equal(diskStats(cache).entries, 9);
  assert.equal(await cache.get('before'), null);
  await assertHas(cache, '9', SIZE);
});

test('after a failure nothing is written for a while, but read', options, async (t) => {
  const { cache, broken } = await open(t, { pauseMs: 1e6 });
  broken.rename = fails('EIO');
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  delete broken.rename;
  cache.set('b', dataOf('b', SIZE));
  assert.equal(cache.getNow('b'), null);
  assert.equal(diskStats(cache).dropped, 2);
  await assertHas(cache, 'before', SIZE);
});

/** A volume with so many bytes free, of ten million. */
const volume = (free: () => number): Pick<DiskFs, 'statfs'> => ({
  statfs: statfsOf(1, 1e7, free),
});

test('what is to stay free stays free', options, async (t) => {
  const { cache, log, broken } = await open(t, { reserveBytes: 1e6 });
  Object.assign(
    broken,
    volume(() => 1.2e6 - (diskStats(cache).bytes - 60_000)),
  );
  for (let i = 0; i < 9; i++) await setAndWait(cache, `${i}`, dataOf(`${i}`, SIZE));
  assert.ok(diskStats(cache).bytes <= 260_000, `${diskStats(cache).bytes}`);
  await assertHas(cache, '8', SIZE);
  assert.deepEqual(log.lines, []);
  const { entries } = diskStats(cache);
  Object.assign(
    broken,
    volume(() => 0.5e6),
  );
  for (const key of ['a', 'b', 'c']) await setAndWait(cache, key, dataOf(key, SIZE));
  assert.match(log.lines.join('\n'), /^[^\n]*leaves 1 GB free[^\n]*$/);
  assert.equal(diskStats(cache).entries, entries, 'others have filled the disk: it stays');
});

test('without a limit it is a tenth of the volume, where that is known', options, async (t) => {
  const { cache } = await open(t, { limitBytes: null, fs: { ...NODE_FS, ...volume(() => 1e7) } });
  assert.equal(diskStats(cache).limitBytes, 1e6);
  const statfs = statfsOf(4096, 0, () => 0);
  const other = await open(t, { limitBytes: null, fs: { ...NODE_FS, statfs } });
  assert.equal(diskStats(other.cache).limitBytes, 10 * 1024 ** 3);
  await assertHas(other.cache, 'before', SIZE);
});

test('what cannot be read is a miss; a damaged file goes, others stay', options, async (t) => {
  const { folder, cache, log, broken } = await open(t);
  broken.open = fails('EMFILE');
  assert.equal(await cache.get('before'), null);
  delete broken.open;
  await assertHas(cache, 'before', SIZE);
  broken.open = opening(() => ({ read: fails('EIO') }));
  assert.equal(await cache.get('before'), null);
  assert.ok(!fs.existsSync(fileOf(folder, 'before')));
  assert.equal(log.lines.length, 1);
});

test(
  'a disk that hangs is waited for once, then not asked until it is back',
  options,
  async (t) => {
    const { cache, log, broken } = await open(t, { patienceMs: 20 });
    let release = (): void => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    let asked = 0;
    broken.open = async (path, flags) => {
      asked++;
      await gate;
      return NODE_FS.open(path, flags);
    };
    assert.equal(await cache.get('before'), null);
    assert.equal(await cache.get('before'), null);
    assert.equal(asked, 1);
    assert.match(log.lines.join(), /does not answer/);
    release();
    delete broken.open;
    while ((await cache.get('before')) === null) await turn();
    await assertHas(cache, 'before', SIZE);
  },
);

test('closing does not wait for a disk that hangs', options, async (t) => {
  const { cache, broken } = await open(t, { patienceMs: 20 });
  broken.rename = () => new Promise(() => {});
  cache.set('a', dataOf('a', SIZE));
  await cache.close();
  assert.ok(isSettled(cache));
});

test('a file where the folder should be: told, and tried again', options, async (t) => {
  const folder = join(tempDir(t), 'cache');
  fs.writeFileSync(folder, 'precious');
  const log = recordedLog();
  const cache = diskCache({ folder, limitBytes: 1e6, reserveBytes: 0, log, pauseMs: 0 });
  t.after(() => cache.close());
  await until(() => log.lines.length === 1);
  assert.match(log.lines[0] ?? '', /a folder where a file is/);
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  assert.equal(fs.readFileSync(folder, 'utf8'), 'precious');
  fs.rmSync(folder);
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  await assertHas(cache, 'a', SIZE);
});

test('a folder that cannot be made fails at once', {
  skip: process.platform !== 'linux',
}, async () => {
  await assert.rejects(openFolder(NODE_FS, '/proc/nothing'), { code: 'ENOENT' });
});
