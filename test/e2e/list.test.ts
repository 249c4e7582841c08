import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser } from '../support/browser.ts';
import { focused } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

test(
  'titles are in the order of the server, and the filter overlooks case and accents',
  inBrowser,
  async (t) => {
    scene.server.titles = ['Amélie', 'Part 9', 'Part 10'];
    const page = await scene.open(t);
    await page.goto(scene.base);
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
  },
);

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
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByText('10000 titles').waitFor();
  const made = await page.locator('.card').count();
  assert.ok(made < 200, `${made} at once`);
  await page.mouse.wheel(0, 20_000);
  await page.waitForFunction((few) => document.querySelectorAll('.card').length > few, made);
  await page.getByRole('searchbox').fill('title 9999');
  await page.getByRole('link', { name: 'Title 9999' }).waitFor();
});
