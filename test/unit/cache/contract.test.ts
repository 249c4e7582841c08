/** What every cache promises, whatever it keeps things in. */
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import type { Cache } from '../../../src/cache/cache.ts';
import { diskCache } from '../../../src/cache/disk-cache.ts';
import { memoryCache } from '../../../src/cache/memory-cache.ts';
import { tieredCache } from '../../../src/cache/tiered-cache.ts';
import { assertHas, dataOf, isSettled, recordedLog, until } from '../../support/cache.ts';
import { seededInts } from '../../support/seeded-ints.ts';
import { tempDir } from '../../support/temp-dir.ts';

const LIMIT = 400_000;
const SIZE = 40_000;

const disk = (t: TestContext): Cache =>
  diskCache({ folder: tempDir(t), limitBytes: LIMIT, reserveBytes: 0, log: recordedLog() });

const KINDS: Readonly<Record<string, (t: TestContext) => Cache>> = {
  memory: () => memoryCache(LIMIT),
  disk,
  tiered: (t) => tieredCache(memoryCache(LIMIT / 4), disk(t)),
};

const opened = async (t: TestContext, kind: string): Promise<Cache> => {
  const cache = KINDS[kind]?.(t) ?? assert.fail();
  t.after(() => cache.close());
  await cache.get('once, so that a disk has answered');
  return cache;
};

const held = (cache: Cache): number => cache.stats().reduce((sum, { entries }) => sum + entries, 0);

const assertWithinLimits = (cache: Cache): void => {
  for (const { tier, bytes, limitBytes } of cache.stats()) {
    assert.ok(bytes <= limitBytes, `${tier}: ${bytes} of ${limitBytes}`);
  }
};

const options = { timeout: 30_000 };

for (const kind of Object.keys(KINDS)) {
  test(`${kind}: what was set is found, and nothing else`, options, async (t) => {
    const cache = await opened(t, kind);
    cache.set('a/1.ts', dataOf('a/1.ts', SIZE));
    await assertHas(cache, 'a/1.ts', SIZE);
    assert.equal(await cache.get('a/2.ts'), null);
    assert.equal(cache.getNow('a/2.ts'), null);
  });

  test(`${kind}: keys may be any text, data may be empty`, options, async (t) => {
    const cache = await opened(t, kind);
    const keys = ['', '.', '../../up', '/root', 'a\0b', 'A', 'a', 'Ä/ß/日本', 'k'.repeat(5000)];
    for (const key of keys) cache.set(key, Buffer.from(`of ${key}`));
    cache.set('empty', Buffer.alloc(0));
    await until(() => held(cache) >= keys.length + 1);
    for (const key of keys) assert.equal(String(await cache.get(key)), `of ${key}`);
    assert.deepEqual(await cache.get('empty'), Buffer.alloc(0));
  });

  test(`${kind}: what was used goes last when room is made`, options, async (t) => {
    const cache = await opened(t, kind);
    for (let i = 0; i < 40; i++) {
      const key = `${i}.ts`;
      cache.set(key, dataOf(key, SIZE));
      await until(() => isSettled(cache));
      assertWithinLimits(cache);
      assert.ok(await cache.get('0.ts'), `after ${i}`);
    }
    assert.equal(await cache.get('1.ts'), null);
    assert.ok(await cache.get('39.ts'));
  });

  test(
    `${kind}: what is larger than the limit is not kept, and costs nothing`,
    options,
    async (t) => {
      const cache = await opened(t, kind);
      cache.set('small', dataOf('small', SIZE));
      cache.set('large', dataOf('large', LIMIT + 1));
      await until(() => cache.stats().every(({ dropped }) => dropped === 1));
      assert.equal(await cache.get('large'), null);
      assert.ok(await cache.get('small'));
    },
  );

  test(`${kind}: a closed cache keeps and finds nothing`, options, async (t) => {
    const cache = await opened(t, kind);
    cache.set('a', dataOf('a', SIZE));
    await cache.close();
    cache.set('b', dataOf('b', SIZE));
    assert.deepEqual(
      [await cache.get('a'), await cache.get('b'), cache.getNow('a')],
      [null, null, null],
    );
    await cache.close();
  });

  test(
    `${kind}: never other bytes, never above the limit, whatever is done`,
    options,
    async (t) => {
      const cache = await opened(t, kind);
      const next = seededInts(7);
      let hits = 0;
      for (let step = 0; step < 600; step++) {
        const key = `${next(40)}.ts`;
        const expected = dataOf(key, 1000 * (1 + Number.parseInt(key, 10)));
        if (next(2) === 0) cache.set(key, expected);
        const found = next(3) === 0 ? cache.getNow(key) : await cache.get(key);
        if (found !== null) assert.ok(found.equals(expected), `${key} at step ${step}`);
        hits += found === null ? 0 : 1;
        assertWithinLimits(cache);
      }
      assert.ok(hits > 50, `${hits} hits`);
    },
  );
}
