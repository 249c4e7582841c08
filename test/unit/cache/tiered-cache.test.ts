import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Cache } from '../../../src/cache/cache.ts';
import { memoryCache } from '../../../src/cache/memory-cache.ts';
import { tieredCache } from '../../../src/cache/tiered-cache.ts';

/** A disk that answers when it is told to. */
const slowDisk = (data: Buffer | null) => {
  let resolve: (data: Buffer | null) => void = () => {};
  const answered = new Promise<Buffer | null>((done) => {
    resolve = done;
  });
  let reads = 0;
  const disk: Cache = {
    ...memoryCache(0),
    get: () => {
      reads++;
      return answered;
    },
    set: () => {},
  };
  return { disk, answer: () => resolve(data), reads: () => reads };
};

test('many who ask for one key at once are one read, and then it is in memory', async () => {
  const data = Buffer.from('segment');
  const { disk, answer, reads } = slowDisk(data);
  const cache = tieredCache(memoryCache(10_000), disk);
  const asked = Array.from({ length: 50 }, () => cache.get('a'));
  answer();
  for (const found of await Promise.all(asked)) assert.equal(found, data);
  assert.equal(reads(), 1);
  assert.equal(cache.getNow('a'), data);
});

test('what is not there is asked for again', async () => {
  const { disk, answer, reads } = slowDisk(null);
  const cache = tieredCache(memoryCache(10_000), disk);
  answer();
  assert.deepEqual([await cache.get('a'), await cache.get('a')], [null, null]);
  assert.equal(reads(), 2);
});
