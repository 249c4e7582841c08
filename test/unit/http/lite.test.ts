import assert from 'node:assert/strict';
import { test } from 'node:test';
import { html } from '../../../src/http/lite/html.ts';
import { listPage } from '../../../src/http/lite/list.ts';
import { wordsFor } from '../../../src/http/lite/words.ts';

const HOSTILE = `"><script>alert('&amp;')</script>`;

test('what is put into a page is text, wherever it stands', () => {
  const inner = html`<b title="${HOSTILE}">${HOSTILE}</b>`;
  const { text } = html`<p>${inner}${null}${[inner, inner]}${7}</p>`;
  assert.ok(!text.includes('<script') && !text.includes('">&lt;&gt;'));
  assert.equal(text.match(/<b title="&quot;&gt;&lt;script&gt;/g)?.length, 3);
  assert.match(text, /&amp;amp;/);
});

test('the language is the one that the browser wants most of those that there are', () => {
  const wishes = {
    '': 'en',
    'ko-KR,ko;q=0.9,en;q=0.8': 'ko',
    'fr, en;q=0.3, KO;q=0.7': 'ko',
    'ko;q=0, en': 'en',
    'en-GB, ko': 'en',
    '*': 'en',
    'ko;q=x': 'en',
    __proto__x: 'en',
    constructor: 'en',
  };
  for (const [wish, lang] of Object.entries(wishes)) assert.equal(wordsFor(wish).lang, lang, wish);
});

const pageOf = (page: number, total: number, kind?: 'movie'): string =>
  listPage(
    { words: wordsFor(''), style: '/x.css' },
    { query: { search: '', kind, page }, cards: [], total, begun: [] },
  );

test('pages lead to those before and after them, and no further', () => {
  const links = (text: string) =>
    [...text.matchAll(/href="([^"]*page=[^"]*)"/g)].map(([, it]) => it);
  assert.deepEqual(links(pageOf(1, 60)), []);
  assert.deepEqual(links(pageOf(1, 61)), ['/lite?page=2']);
  assert.deepEqual(links(pageOf(2, 180, 'movie')), [
    '/lite?kind=movie&amp;page=1',
    '/lite?kind=movie&amp;page=3',
  ]);
  assert.deepEqual(links(pageOf(3, 180)), ['/lite?page=2']);
});
