import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder } from '../../../../src/library/shows/orders.ts';
import { type PageQuery, pageOf } from '../../../../src/library/shows/page.ts';
import { ShowIndex } from '../../../../src/library/shows/show-index.ts';
import { type Keyed, sortedByTitle } from '../../../../src/library/shows/sorted.ts';

const sorted = (...paths: readonly string[]): Keyed[] => {
  const files = paths.map((path, at) => {
    return { videoId: path, root: '', path, size: 1, firstSeenUs: at };
  });
  const steps = (function* () {
    return yield* sortedByTitle(yield* new ShowIndex().update(files));
  })();
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};

const titles = (keyed: readonly Keyed[], query: PageQuery): string[] =>
  pageOf(keyed, query).shows.map(({ info }) => info.title);

const FIVE = ['Alien.mkv', 'Brazil.mkv', 'Çay.mkv', 'Dark S01E01.mkv', 'Eden.mkv'];

test('pages hold each show once, in order', () => {
  const keyed = sorted(...FIVE);
  const found: string[] = [];
  let cursor: string | null | undefined;
  for (let pages = 0; cursor !== null; pages++) {
    const page = pageOf(keyed, { limit: 2, cursor });
    found.push(...page.shows.map(({ info }) => info.title));
    cursor = page.cursor;
    assert.ok(pages < 3);
  }
  assert.deepEqual(found, ['Alien', 'Brazil', 'Çay', 'Dark', 'Eden']);
});

test('the longest titles have a page after them', () => {
  for (const text of ['a 1 ', '한', '字1', 'x😀'].map((it) => it.repeat(1000))) {
    const keyed = sorted(`${text}.mkv`, `${text}a.mkv`);
    const { shows, cursor } = pageOf(keyed, { limit: 1 });
    assert.match(cursor ?? '', /^[\w-]{1,2000}$/, text.slice(0, 4));
    const rest = pageOf(keyed, { cursor: cursor ?? '' });
    assert.equal(rest.shows.length, 1);
    assert.notEqual(shows[0], rest.shows[0]);
  }
});

test('what came or went meanwhile moves no page', () => {
  const { cursor } = pageOf(sorted(...FIVE), { limit: 2 });
  const later = sorted('Aachen.mkv', ...FIVE.slice(0, 1), ...FIVE.slice(2));
  assert.deepEqual(titles(later, { limit: 2, cursor: cursor ?? '' }), ['Çay', 'Dark']);
});

test('a kind alone, all at once, and a cursor that nobody gave', () => {
  const keyed = sorted(...FIVE);
  assert.deepEqual(titles(keyed, { kind: 'series', limit: 1 }), ['Dark']);
  assert.equal(pageOf(keyed, { kind: 'series', limit: 1 }).cursor, null);
  assert.equal(titles(keyed, {}).length, 5);
  assert.equal(titles(keyed, { cursor: 'AAAA' }).length, 5);
  assert.deepEqual(pageOf([], { limit: 3 }), { shows: [], cursor: null, total: 0 });
});

const DATED = ['Alien (1979).mkv', 'Brazil.mkv', 'Çay (2001).mkv', 'Eden (1979).mkv'];

for (const [sort, wanted] of [
  ['title', ['Alien', 'Brazil', 'Çay', 'Eden']],
  ['added', ['Eden', 'Çay', 'Brazil', 'Alien']],
  ['year', ['Çay', 'Alien', 'Eden', 'Brazil']],
] as const) {
  test(`by ${sort}, and a page goes on in the same order`, async () => {
    const keyed = sorted(...DATED);
    const ordered = await inOrder(keyed, sort);
    const { cursor } = pageOf(ordered, { limit: 1 });
    assert.deepEqual(titles(ordered, {}), wanted);
    assert.deepEqual(titles(ordered, { cursor: cursor ?? '' }), wanted.slice(1));
    assert.equal(await inOrder(keyed, sort), ordered, 'made once');
  });
}

test('a page anywhere, of those alone that are wanted, and how many there are', () => {
  const keyed = sorted(...FIVE);
  assert.deepEqual(titles(keyed, { offset: 2, limit: 2 }), ['Çay', 'Dark']);
  assert.deepEqual(titles(keyed, { offset: 9, limit: 2 }), []);
  assert.equal(pageOf(keyed, { offset: 2, limit: 2 }).total, 5);
  const only = ({ info }: { readonly info: { readonly title: string } }) => info.title > 'B';
  const query = { kind: 'movie', only, limit: 1 } as const;
  const first = pageOf(keyed, query);
  assert.deepEqual([first.shows[0]?.info.title, first.total], ['Brazil', 3]);
  assert.deepEqual(titles(keyed, { ...query, cursor: first.cursor ?? '' }), ['Çay']);
});
