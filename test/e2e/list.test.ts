import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { buildPage } from '../../scripts/build-web.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { StubServer } from '../support/stub-server.ts';
import { focused } from './page.ts';

let browser: Browser;
let server: StubServer;
let base: string;

before(async () => {
  if (inBrowser.skip !== false) return;
  browser = await launchBrowser();
  server = new StubServer(await buildPage());
  base = await server.start();
});

after(async () => {
  if (inBrowser.skip !== false) return;
  await browser.close();
  await server.stop();
});

beforeEach(() => server?.heal());

test('titles are in order, and the filter overlooks case and accents', inBrowser, async (t) => {
  server.titles = ['Part 10', 'Part 9', 'Amélie'];
  const page = await openPage(t, browser);
  await page.goto(base);
  await page.getByText('3 titles').waitFor();
  const titles = await page.locator('.card-title').allTextContents();
  assert.deepEqual(titles, ['Amélie', 'Part 9', 'Part 10']);
  await page.keyboard.press('/');
  await page.keyboard.type('AMEL');
  await page.getByText('1 of 3 titles').waitFor();
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(page), /Amélie/);
  await page.keyboard.press('Escape');
  await page.getByText('3 titles', { exact: true }).waitFor();
  await page.getByRole('searchbox').fill('nothing of the kind');
  await page.getByRole('alert').getByText('Nothing matches').waitFor();
});

test('an empty library says what to do', inBrowser, async (t) => {
  server.titles = [];
  const page = await openPage(t, browser);
  await page.goto(base);
  await page.getByRole('alert').getByText('No videos found').waitFor();
});

test('a server that fails can be asked again', inBrowser, async (t) => {
  server.titles = ['Metropolis'];
  server.fail(/shows$/, 0, '');
  const page = await openPage(t, browser);
  await page.goto(base);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  server.heal();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Metropolis' }).waitFor();
});

test('of ten thousand titles only those near the screen are made', inBrowser, async (t) => {
  server.titles = Array.from({ length: 10_000 }, (_, index) => `Title ${index}`);
  const page = await openPage(t, browser);
  await page.goto(base);
  await page.getByText('10000 titles').waitFor();
  const made = await page.locator('.card').count();
  assert.ok(made < 200, `${made} at once`);
  await page.mouse.wheel(0, 20_000);
  await page.waitForFunction((few) => document.querySelectorAll('.card').length > few, made);
  await page.getByRole('searchbox').fill('title 9999');
  await page.getByRole('link', { name: 'Title 9999' }).waitFor();
});
