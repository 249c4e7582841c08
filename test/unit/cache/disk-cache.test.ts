import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { tempName } from '../../../src/cache/cache-folder.ts';
import { type DiskCacheOptions, diskCache } from '../../../src/cache/disk-cache.ts';
import {
  assertHas,
  dataOf,
  diskStats,
  fileOf,
  folderOf,
  isSettled,
  recordedLog,
  setAndWait,
  takenBytes,
  tempsOf,
  until,
} from '../../support/cache.ts';
import { tempDir } from '../../support/temp-dir.ts';

const SIZE = 50_000;
const LIMIT = 1_000_000;
const options = { timeout: 30_000 };

const open = (t: TestContext, folder: string, more: Partial<DiskCacheOptions> = {}) => {
  const plain = { folder, limitBytes: LIMIT, reserveBytes: 0, log: recordedLog() };
  const cache = diskCache({ ...plain, ...more });
  t.after(() => cache.close());
  return cache;
};

/** A folder in which a cache has kept these. */
const filled = async (t: TestContext, keys: readonly string[]): Promise<string> => {
  const folder = tempDir(t);
  const cache = open(t, folder);
  for (const key of keys) await setAndWait(cache, key, dataOf(key, SIZE));
  await cache.close();
  return folder;
};

const names = (count: number): string[] => Array.from({ length: count }, (_, i) => `${i}.ts`);

test('what was kept is there after a restart, and counted', options, async (t) => {
  const keys = names(5);
  const folder = await filled(t, keys);
  const cache = open(t, folder);
  for (const key of keys) await assertHas(cache, key, SIZE);
  await until(() => diskStats(cache).entries === 5);
  const { blocks } = fs.statSync(folderOf(folder)); // of the folder itself: not counted
  assert.equal(diskStats(cache).bytes, takenBytes(folder), `${blocks} besides`);
});

test('the order of use outlives a restart', options, async (t) => {
  const folder = await filled(t, names(5));
  for (const [index, key] of names(5).entries()) {
    const anHourAgo = Date.now() / 1000 - 3600 + index;
    fs.utimesSync(fileOf(folder, key), anHourAgo, anHourAgo);
  }
  const reader = open(t, folder);
  assert.ok(await reader.get('0.ts'));
  await reader.close();
  const cache = open(t, folder, { limitBytes: 200_000 });
  await until(() => diskStats(cache).entries === 3);
  await until(() => takenBytes(folder) <= 200_000);
  const left = names(5).filter((key) => fs.existsSync(fileOf(folder, key)));
  assert.deepEqual(left, ['0.ts', '3.ts', '4.ts']);
});

const edit = (path: string, change: (data: Buffer) => void): void => {
  const data = fs.readFileSync(path);
  change(data);
  fs.writeFileSync(path, data);
};

const flip = (at: number) => (path: string) =>
  edit(path, (data) => data.writeUInt8(data.readUInt8(at) ^ 1, at));

/** Each is done to the file of `a`; the file of `b` is there as well. */
const DAMAGE: Readonly<Record<string, (path: string, other: string) => void>> = {
  'cut to nothing': (path) => fs.truncateSync(path, 0),
  'cut within its head': (path) => fs.truncateSync(path, 20),
  'cut after its head': (path) => fs.truncateSync(path, 49),
  'cut by a byte': (path) => fs.truncateSync(path, fs.statSync(path).size - 1),
  'cut and filled with zeros to its length': (path) => {
    const { size } = fs.statSync(path);
    fs.truncateSync(path, 8192);
    fs.truncateSync(path, size);
  },
  'a byte longer': (path) => fs.appendFileSync(path, 'x'),
  'all zeros': (path) => edit(path, (data) => data.fill(0)),
  'not one of ours': (path) => fs.writeFileSync(path, 'a holiday diary'),
  'the file of another key': (path, other) => fs.copyFileSync(other, path),
  'changed by one bit in its magic': flip(0),
  'changed by one bit in a length': flip(20),
  'changed by one bit in what is unused': flip(30),
  'changed by one bit in its checksum': flip(47),
  'changed by one bit in its key': flip(48),
  'changed by one bit in its data': flip(40_000),
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`a file that is ${name} is no hit, and goes`, options, async (t) => {
    const folder = await filled(t, ['a', 'b']);
    damage(fileOf(folder, 'a'), fileOf(folder, 'b'));
    const cache = open(t, folder);
    assert.equal(await cache.get('a'), null);
    assert.ok(!fs.existsSync(fileOf(folder, 'a')));
    await assertHas(cache, 'b', SIZE);
    await setAndWait(cache, 'a', dataOf('a', SIZE));
    await assertHas(cache, 'a', SIZE);
  });
}

test('two files that have changed names are no hits', options, async (t) => {
  const folder = await filled(t, ['a', 'b']);
  const [a, b, aside] = [fileOf(folder, 'a'), fileOf(folder, 'b'), join(folder, 'aside')];
  fs.renameSync(a, aside);
  fs.renameSync(b, a);
  fs.renameSync(aside, b);
  const cache = open(t, folder);
  assert.deepEqual([await cache.get('a'), await cache.get('b')], [null, null]);
});

test('nothing but entries is ever removed', options, async (t) => {
  const folder = await filled(t, names(5));
  const inside = folderOf(folder);
  const link = fileOf(folder, 'link');
  const theirs = [
    join(folder, 'precious.txt'),
    join(inside, 'precious.seg'),
    join(inside, '.temp-mine'),
    join(inside, `${'0'.repeat(40)}.seg.bak`),
    join(inside, 'folder', 'precious.txt'),
    join(inside, `${'1'.repeat(40)}.seg`, 'precious.txt'),
  ];
  for (const path of theirs) {
    fs.mkdirSync(join(path, '..'), { recursive: true });
    fs.writeFileSync(path, 'precious');
  }
  fs.symlinkSync(join(folder, 'precious.txt'), link);
  const cache = open(t, folder, { limitBytes: 60_000 });
  for (const key of ['link', ...names(20)]) {
    await cache.get(key);
    if (key !== 'link') await setAndWait(cache, key, dataOf(key, SIZE));
  }
  assert.equal(diskStats(cache).entries, 1);
  for (const path of [...theirs, link]) assert.equal(fs.readFileSync(path, 'utf8'), 'precious');
});

test('a folder of our name without our mark is left alone', options, async (t) => {
  const folder = tempDir(t);
  fs.mkdirSync(folderOf(folder));
  fs.writeFileSync(join(folderOf(folder), 'precious.txt'), 'precious');
  const log = recordedLog();
  const cache = open(t, folder, { log, pauseMs: 0 });
  await until(() => log.lines.length === 1);
  assert.match(log.lines[0] ?? '', /not made by haema.*left alone.*choose another --cache-path/);
  await setAndWait(cache, 'a', dataOf('a', SIZE));
  assert.equal(await cache.get('a'), null);
  assert.deepEqual(fs.readdirSync(folderOf(folder)), ['precious.txt']);
  assert.equal(log.lines.length, 1);
});

const FOREIGN: Readonly<Record<string, (path: string, aside: string) => void>> = {
  'a file': (path) => fs.writeFileSync(path, 'precious'),
  'a link to a folder': (path, aside) => fs.symlinkSync(aside, path),
  'a folder with the mark of another program': (path) => {
    fs.mkdirSync(path);
    fs.writeFileSync(join(path, 'CACHEDIR.TAG'), 'Signature: 8a477f597d28d172789f06886806bc55\n');
  },
};

for (const [name, make] of Object.entries(FOREIGN)) {
  test(`${name} of our name is left alone`, options, async (t) => {
    const [folder, aside] = [tempDir(t), tempDir(t)];
    make(folderOf(folder), aside);
    const log = recordedLog();
    const cache = open(t, folder, { log });
    await until(() => log.lines.length === 1);
    await setAndWait(cache, 'a', dataOf('a', SIZE));
    assert.deepEqual([await cache.get('a'), fs.readdirSync(aside)], [null, []]);
  });
}

test('the folder tells backup programs to pass by', options, async (t) => {
  const folder = await filled(t, []);
  const tag = fs.readFileSync(join(folderOf(folder), 'CACHEDIR.TAG'), 'utf8');
  assert.ok(tag.startsWith('Signature: 8a477f597d28d172789f06886806bc55'));
});

test('half written files go when nobody writes them any more', options, async (t) => {
  const folder = await filled(t, ['a']);
  const temp = (name: string): string => join(folderOf(folder), name);
  const mine = tempName();
  const [, , pid = ''] = mine.split('-');
  const gone = mine.replace(`-${pid}-`, '-4194305-'); // above what a process id can be
  const elsewhere = mine.replace(/^\.temp-.{8}/, '.temp-00000000');
  const old = elsewhere.replace(/\d+$/, '999');
  for (const name of [mine, gone, elsewhere, old]) fs.writeFileSync(temp(name), 'half');
  const anHourAgo = Date.now() / 1000 - 3600;
  fs.utimesSync(temp(old), anHourAgo, anHourAgo);
  await setAndWait(open(t, folder), 'b', dataOf('b', SIZE));
  assert.deepEqual(tempsOf(folder).sort(), [mine, elsewhere].sort());
});

test('a folder that is removed while it is used is made again', options, async (t) => {
  const folder = await filled(t, ['a']);
  const cache = open(t, folder, { pauseMs: 0 });
  await until(() => diskStats(cache).entries === 1);
  fs.rmSync(folderOf(folder), { recursive: true });
  for (const key of names(3)) await setAndWait(cache, key, dataOf(key, SIZE));
  assert.equal(await cache.get('a'), null);
  await assertHas(cache, '2.ts', SIZE);
});

test('two caches in one folder find what the other has, and hold the limit', options, async (t) => {
  const folder = tempDir(t);
  const pair = [0, 1].map(() => open(t, folder, { rescanMs: -1 }));
  const keys = names(60);
  for (const [index, key] of keys.entries()) {
    const [writer, reader] = index % 2 === 0 ? pair : pair.toReversed();
    assert.ok(writer && reader);
    await setAndWait(writer, key, dataOf(key, SIZE));
    await assertHas(reader, key, SIZE);
    assert.ok(takenBytes(folder) <= LIMIT, `${takenBytes(folder)} after ${key}`);
  }
  for (const key of keys) {
    for (const cache of pair) {
      const found = await cache.get(key);
      if (found !== null) assert.ok(found.equals(dataOf(key, SIZE)));
    }
  }
});

test(
  'writing is behind: what waits is found, and what is too much is dropped',
  options,
  async (t) => {
    const cache = open(t, tempDir(t), { limitBytes: 1e9 });
    const big = Buffer.allocUnsafeSlow(16 * 1024 * 1024);
    for (const key of names(6)) cache.set(key, big);
    assert.equal(cache.getNow('3.ts'), big);
    assert.deepEqual([diskStats(cache).waiting, diskStats(cache).dropped], [4, 2]);
    await until(() => isSettled(cache));
    assert.equal(diskStats(cache).entries, 4);
  },
);

test('its limit can be changed while it is used', options, async (t) => {
  const folder = await filled(t, names(5));
  const cache = open(t, folder);
  await until(() => diskStats(cache).entries === 5);
  cache.limitTo(130_000);
  await until(() => diskStats(cache).entries === 2);
  assert.equal(diskStats(cache).limitBytes, 130_000);
  assert.ok(takenBytes(folder) <= 130_000);
  cache.limitTo(LIMIT);
  for (const key of names(5)) await setAndWait(cache, key, dataOf(key, SIZE));
  assert.equal(diskStats(cache).entries, 5);
});

test('a clock that is put back keeps nobody from looking', options, async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() });
  const folder = tempDir(t);
  const [a, b] = [open(t, folder, { rescanMs: 0 }), open(t, folder)];
  await setAndWait(a, 'a', dataOf('a', SIZE));
  t.mock.timers.setTime(Date.now() - 86_400_000);
  await setAndWait(b, 'b', dataOf('b', SIZE));
  await assertHas(a, 'a', SIZE);
  await setAndWait(a, 'c', dataOf('c', SIZE));
  assert.equal(diskStats(a).entries, 3);
});
