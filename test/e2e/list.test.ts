import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { focused } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

test('titles are in the order of the server, which also searches', inBrowser, async (t) => {
  scene.server.titles = ['Amélie', 'Part 9', 'Part 10'];
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByText('3 titles').waitFor();
  const titles = await page.locator('.card-title').allTextContents();
  assert.deepEqual(titles, ['Amélie', 'Part 9', 'Part 10']);
  scene.server.requests.length = 0;
  await page.keyboard.press('/');
  await page.keyboard.type('AMEL');
  await page.getByText('1 title', { exact: true }).waitFor();
  assert.ok(scene.server.requests.filter((path) => path.includes('search=')).length <= 4);
  await page.keyboard.press('ArrowDown');
  assert.match(await focused(page), /Amélie/);
  await page.keyboard.press('Escape');
  await page.getByText('3 titles', { exact: true }).waitFor();
  await page.getByRole('searchbox').fill('nothing of the kind');
  await page.getByRole('alert').getByText('Nothing matches').waitFor();
});

test('what is typed last counts, however long an answer takes', inBrowser, async (t) => {
  scene.server.titles = ['Solaris', 'Stalker'];
  const page = await scene.open(t);
  let answerFirst = (): void => undefined;
  const held = new Promise<void>((done) => {
    answerFirst = done;
  });
  await page.route(/search=sol&/, async (route) => {
    await held;
    await route.continue().catch(() => undefined); // it was given up meanwhile
  });
  await page.goto(scene.base);
  await page.getByText('2 titles').waitFor();
  const first = page.waitForRequest(/search=sol&/);
  await page.getByRole('searchbox').fill('sol');
  await first;
  await page.getByRole('searchbox').fill('stal');
  await page.getByRole('link', { name: 'Solaris' }).waitFor({ state: 'detached' });
  answerFirst();
  await page.getByRole('searchbox').fill('');
  await page.getByText('2 titles').waitFor();
});

test('an empty library says what to do', inBrowser, async (t) => {
  scene.server.titles = [];
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByRole('alert').getByText('No videos found').waitFor();
});

test('a server that fails can be asked again', inBrowser, async (t) => {
  scene.server.titles = ['Metropolis'];
  scene.server.fail(/shows$/, 0, '');
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  scene.server.heal();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: 'Metropolis' }).waitFor();
});

test('of ten thousand titles only those near the screen are made', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 10_000 }, (_, index) => `Title ${index}`);
  scene.server.requests.length = 0;
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.locator('.card').first().waitFor();
  const made = await page.locator('.card').count();
  assert.ok(made < 200, `${made} at once`);
  const pages = (): number => scene.server.requests.filter((path) => /shows\?/.test(path)).length;
  assert.ok(pages() <= 2, `${pages()} pages at once`);
  await page.mouse.wheel(0, 20_000);
  await page.waitForFunction((few) => document.querySelectorAll('.card').length > few, made);
  await page.getByRole('searchbox').fill('title 9999');
  await page.getByRole('link', { name: 'Title 9999' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: / Title 7 / }).waitFor();
});

test('a remote control goes on to what is fetched on the way', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 130 }, (_, index) => `Title ${index}`);
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.base);
  await page.locator('.card').first().waitFor();
  for (let row = 0; row < 40; row++) await page.keyboard.press('ArrowDown');
  await page.getByText('130 titles').waitFor();
  for (let row = 0; row < 5; row++) await page.keyboard.press('ArrowDown');
  assert.match(await focused(page), /^Title 129/);
});
