import assert from 'node:assert/strict';
import { test } from 'node:test';
import { listPath, routeOf, searchPath } from '../../../src/web/router.ts';

const ID = 'abcdefghijklmnop';

const cases: [path: string, query: string, route: object][] = [
  ['/', '', { name: 'home' }],
  ['/', '?t=5', { name: 'home' }],
  ['/', '?list=nothing', { name: 'home' }],
  ['/', '?list=all', { name: 'list', kind: 'all', sort: 'title', unwatched: false }],
  ['/', '?list=movie&sort=added', { name: 'list', kind: 'movie', sort: 'added', unwatched: false }],
  ['/', '?list=all&unwatched=true', { name: 'list', kind: 'all', sort: 'title', unwatched: true }],
  ['/', '?list=series&sort=odd', { name: 'list', kind: 'series', sort: 'title', unwatched: false }],
  ['/', '?search=am%C3%A9lie+1', { name: 'search', text: 'amélie 1' }],
  ['/', '?search=100%', { name: 'search', text: '100%' }],
  ['/', `?show=${ID}`, { name: 'show', showId: ID }],
  ['/', '?show=short', { name: 'home' }],
  [`/watch/${ID}`, '', { name: 'watch', videoId: ID, showId: null }],
  [`/watch/${ID}`, `?show=${ID}&t=3`, { name: 'watch', videoId: ID, showId: ID }],
  ['/watch/short', '', { name: 'unknown' }],
  ['/api', '', { name: 'unknown' }],
];

for (const [path, query, route] of cases) {
  test(`${path}${query} is ${JSON.stringify(route)}`, () =>
    assert.deepEqual(routeOf(path, query), route));
}

test('addresses lead to what they are made of', () => {
  const read = (address: string): object => routeOf('/', address.slice(1));
  assert.deepEqual(read(searchPath('a&b=c')), { name: 'search', text: 'a&b=c' });
  const list = { kind: 'movie', sort: 'year', unwatched: true } as const;
  assert.deepEqual(read(listPath(list)), { name: 'list', ...list });
});
