import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser } from '../support/browser.ts';
import { VIDEO_ID } from '../support/stub-server.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const asked = (): string[] => scene.server.requests.filter((path) => path.includes('/image/'));

test('cards near the screen have pictures of their size, and no others', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 120 }, (_, index) => `Title ${index}`);
  scene.server.requests.length = 0;
  const page = await scene.open(t, { deviceScaleFactor: 2 });
  await page.goto(`${scene.base}/?list=all`);
  await page.locator('.picture.loaded').first().waitFor();
  const width = await page
    .locator('.tile')
    .first()
    .evaluate((tile) => tile.clientWidth);
  const first = asked().find((path) => path.includes(`/api/v1/image/${VIDEO_ID}/poster?`));
  const url = new URL(first ?? assert.fail('not the first one'), scene.base);
  assert.equal(Number(url.searchParams.get('w')), 2 * width);
  const before = asked().length;
  assert.ok(before < 60, `${before} at once`);
  await page.mouse.wheel(0, 2000);
  await page.waitForFunction(
    (few) => document.querySelectorAll('.picture.loaded').length > few,
    before,
  );
});

test('without a picture the letter stays', inBrowser, async (t) => {
  scene.server.titles = ['Solaris'];
  scene.server.fail(/\/image\//, 404, 'not_found');
  const page = await scene.open(t);
  const refused = page.waitForResponse(/\/image\//);
  await page.goto(scene.base);
  await (await refused).finished();
  await page.locator('.picture').waitFor({ state: 'detached' });
  assert.equal(await page.locator('.tile').getAttribute('data-initial'), 'S');
});

test('of a grey poster the letter is grey, too', inBrowser, async (t) => {
  scene.server.titles = ['Solaris'];
  const page = await scene.open(t);
  await page.route(/\/cards/, async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replaceAll('"colour":null', '"colour":"#808080"');
    await route.fulfill({ response, body });
  });
  await page.goto(scene.base);
  const letter = await page
    .locator('.tile[data-initial]')
    .evaluate((tile) => getComputedStyle(tile, '::after').color);
  assert.match(letter, /^rgb\((\d+), \1, \1\)$/);
});

test('without an IntersectionObserver they are loaded at once', inBrowser, async (t) => {
  scene.server.titles = ['Solaris'];
  const page = await scene.open(t);
  await page.addInitScript(() => Reflect.deleteProperty(window, 'IntersectionObserver'));
  await page.goto(scene.base);
  await page.locator('.picture.loaded').waitFor();
});
