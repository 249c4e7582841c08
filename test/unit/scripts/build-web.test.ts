import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { transform } from 'esbuild';
import { buildPage, SYNTAX_FLOOR } from '../../../scripts/build-web.ts';

const page = await buildPage();
const index = page.get('index.html')?.toString() ?? '';
/** `api.css` and `lite.css` are for pages that the server makes. */
const only = (suffix: string): string => {
  const named = [...page.keys()].filter((path) => !/\/(?:api|lite)\./.test(path));
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

test('the page can be installed: its manifest names icons of every kind that there are', () => {
  const manifest = JSON.parse(page.get('manifest.webmanifest')?.toString() ?? '');
  const icons = manifest.icons as { src: string; sizes: string; purpose?: string }[];
  const kinds = icons.map(({ sizes, purpose = 'any' }) => `${purpose} ${sizes}`);
  const sizes = ['192x192', '512x512'];
  const wanted = ['any', 'maskable'].flatMap((purpose) =>
    sizes.map((size) => `${purpose} ${size}`),
  );
  assert.deepEqual(kinds, wanted);
  for (const { src, sizes } of icons) {
    const png = page.get(src.slice(1)) ?? assert.fail(src);
    assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes);
    assert.ok(png.length < 16_000, `${src} has ${png.length} bytes`);
  }
  assert.match(index, /href="\/manifest\.webmanifest"/);
  assert.match(index, /rel="apple-touch-icon" href="\/assets\/apple-touch-icon\.\w+\.png"/);
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
  const packed = ['.js', '.css'].map((suffix) => gzipSync(page.get(only(suffix)) ?? ''));
  const bytes = packed.reduce((sum, { length }) => sum + length, 0);
  assert.ok(bytes < 250_000, `${bytes} bytes on the wire; hls.js has most of them`);
});
