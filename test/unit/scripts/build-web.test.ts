import assert from 'node:assert/strict';
import { test } from 'node:test';
import { transform } from 'esbuild';
import { buildPage, SYNTAX_FLOOR } from '../../../scripts/build-web.ts';

const page = await buildPage();
const index = page.get('index.html')?.toString() ?? '';
/** `api.css` is for a page that the server makes. */
const only = (suffix: string): string => {
  const named = [...page.keys()].filter((path) => !path.includes('/api.'));
  const paths = named.filter((path) => path.endsWith(suffix));
  assert.equal(paths.length, 1, `one file ends with ${suffix}`);
  return paths[0] ?? '';
};

test('the page names its script, styles and icon by hash, and nothing elsewhere', () => {
  for (const suffix of ['.js', '.css', '.svg']) {
    const path = only(suffix);
    assert.match(path, /^assets\/[a-z]+\.[A-Z0-9]{8}\.[a-z]+$/);
    assert.ok(index.includes(`"/${path}"`), path);
  }
  assert.doesNotMatch(index, /https?:|<script>|style=/);
  assert.match(index, /<script defer src=/);
});

test('the script is one that the oldest browsers can read', async () => {
  const code = page.get(only('.js'))?.toString() ?? '';
  const options = { target: SYNTAX_FLOOR, minifyWhitespace: true, legalComments: 'none' } as const;
  const again = await transform(code, options);
  const asItIs = await transform(code, { ...options, target: 'esnext' });
  assert.equal(again.code, asItIs.code, 'nothing is left to lower');
  // What this helper is made of came with Chrome 54: write Object.assign, or spread last.
  assert.doesNotMatch(code, /=Object\.getOwnPropertyDescriptors[,;]/);
});

test('the bundle stays within its budget', () => {
  const bytes = page.get(only('.js'))?.length ?? 0;
  assert.ok(bytes < 680_000, `${bytes} bytes; hls.js has most of them`);
});
