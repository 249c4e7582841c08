import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryCache } from '../../../src/cache/memory-cache.ts';

test('a view counts as all of the memory that it keeps', async () => {
  const cache = memoryCache(10_000);
  cache.set('view', Buffer.alloc(20_000).subarray(0, 10));
  assert.equal(await cache.get('view'), null);
});

test('many small entries are limited as well', () => {
  const cache = memoryCache(100_000);
  for (let i = 0; i < 10_000; i++) cache.set(`${i}`, Buffer.alloc(0));
  assert.ok((cache.stats()[0]?.entries ?? 0) < 500);
});

test('setting a key again does not count it twice', () => {
  const cache = memoryCache(100_000);
  for (let i = 0; i < 9; i++) cache.set('same', Buffer.allocUnsafeSlow(20_000));
  assert.ok((cache.stats()[0]?.bytes ?? 0) < 21_000);
});

test('hits and misses are counted', () => {
  const cache = memoryCache(100_000);
  cache.set('a', Buffer.alloc(1));
  for (const key of ['a', 'a', 'b']) cache.getNow(key);
  const [stats] = cache.stats();
  assert.deepEqual([stats?.hits, stats?.misses], [2, 1]);
});
