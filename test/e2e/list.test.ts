import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { focused } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const all = (): string => `${scene.base}/?list=all`;

test('titles are in the order of the server, which also searches', inBrowser, async (t) => {
  scene.server.titles = ['Amélie', 'Part 9', 'Part 10'];
  const page = await scene.open(t);
  await page.goto(all());
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
  assert.equal(await page.getByRole('searchbox').inputValue(), '');
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
  await page.route(/search=sol$/, async (route) => {
    await held;
    await route.continue().catch(() => undefined); // it was given up meanwhile
  });
  await page.goto(all());
  await page.getByText('2 titles').waitFor();
  const first = page.waitForRequest(/search=sol$/);
  await page.getByRole('searchbox').fill('sol');
  await first;
  await page.getByRole('searchbox').fill('stal');
  await page.getByRole('link', { name: /^Stalker/ }).waitFor();
  await page.getByRole('link', { name: /^Solaris/ }).waitFor({ state: 'detached' });
  answerFirst();
  await page.getByRole('searchbox').fill('');
  await page.getByText('2 titles').waitFor();
});

test('an empty library says what to do', inBrowser, async (t) => {
  scene.server.titles = [];
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByRole('alert').getByText('No videos found').waitFor();
  scene.server.scan = { phase: 'listing', found: 0, probed: 0, left: 0, eta: null, offline: [] };
  await page.reload();
  await page.getByRole('alert').getByText('Looking for videos').waitFor();
});

test('a server that fails can be asked again', inBrowser, async (t) => {
  scene.server.titles = ['Metropolis'];
  scene.server.fail(/cards$/, 0, '');
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  scene.server.heal();
  await page.getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('link', { name: /^Metropolis/ }).waitFor();
});

test('a remote control goes on to what is fetched on the way', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 130 }, (_, index) => `Title ${index}`);
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(all());
  await page.locator('.card:focus').waitFor();
  for (let row = 0; row < 30; row++) await page.keyboard.press('ArrowDown');
  await page.locator('[data-index="126"] a:focus').waitFor();
  assert.match(await focused(page), /^Title 126/);
});

test('who comes back finds the place, and the order chosen before', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 400 }, (_, index) => `Title ${index}`);
  scene.server.requests.length = 0;
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(all());
  await page.getByRole('link', { name: 'Year' }).click();
  await page.waitForURL(/sort=year/);
  await page.getByRole('button', { name: 'Unwatched' }).click();
  await page.waitForURL(/sort=year&unwatched=true/);
  await page.locator('.card').first().waitFor();
  await page.getByRole('link', { name: 'Title', exact: true }).focus();
  for (let row = 0; row < 11; row++) await page.keyboard.press('ArrowDown');
  await page.locator('[data-index="60"] a:focus').waitFor();
  const scrolled = await page.evaluate(() => window.scrollY);
  await page.keyboard.press('i');
  await page.getByRole('heading', { name: 'Title 60' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-index="60"]').waitFor();
  assert.match(await focused(page), /^Title 60/);
  assert.ok(Math.abs((await page.evaluate(() => window.scrollY)) - scrolled) < 200);
  assert.match(page.url(), /sort=year&unwatched=true/);
  assert.ok(scene.server.requests.some((path) => /cards\?.*sort=year&unwatched=true/.test(path)));
});

test('OK plays a film, and holding it tells about the film', inBrowser, async (t) => {
  scene.server.titles = ['Solaris', 'Stalker'];
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(all());
  await page.locator('.card:focus').waitFor();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.down('Enter');
  await page.getByRole('heading', { name: 'Stalker' }).waitFor();
  await page.keyboard.up('Enter');
  assert.equal(await focused(page), 'Play');
  await page.keyboard.press('Escape');
  await page.locator('.card:focus').waitFor();
  assert.match(await focused(page), /^Stalker/);
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/watch\//);
});

test('a look through the folders, and one that is away, are told of', inBrowser, async (t) => {
  scene.server.scan = {
    ...{ phase: 'probing', found: 40, probed: 10, left: 30, eta: 90, offline: ['films'] },
    ...{ failed: 0, rate: 1, last: null },
  };
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByText('Looking into new files: 10 of 40 · 2 min left').waitFor();
  await page.getByText('The folder films is away').waitFor();
});

test('who watches is chosen in the corner, without any set-up', inBrowser, async (t) => {
  scene.server.watching.profiles = [
    { profile_id: 'default', name: 'Everyone' },
    { profile_id: 'ada', name: 'Ada' },
  ];
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.base);
  await page.getByRole('button', { name: 'Who watches: Everyone' }).press('Enter');
  assert.equal(await focused(page), 'Everyone');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Who watches: Ada' }).waitFor();
  assert.match(await page.evaluate(() => document.cookie), /haema_profile=ada/);
});

test(
  'somebody who watches gets another name, or goes, with all that was seen',
  inBrowser,
  async (t) => {
    const { watching } = scene.server;
    watching.profiles = [...watching.profiles, { profile_id: 'ada', name: 'Ada' }];
    const page = await scene.open(t, { userAgent: TELEVISION });
    await page.goto(scene.base);
    await page.getByRole('button', { name: 'Who watches: Everyone' }).press('Enter');
    for (const key of ['ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.equal(await focused(page), 'Change Ada');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Name' }).fill('Grace');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Grace', exact: true }).click();
    await page.getByRole('button', { name: 'Who watches: Grace' }).press('Enter');
    await page.getByRole('button', { name: 'Change Everyone' }).press('Enter');
    assert.equal(await page.getByRole('button', { name: 'Remove' }).count(), 0);
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), 'Grace');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove' }).press('Enter');
    const question = page.getByRole('alertdialog', { name: 'Remove Grace?' });
    await question.waitFor();
    assert.equal(await focused(page), 'Keep');
    await page.keyboard.press('ArrowRight');
    assert.ok(watching.writes.every(({ method }) => method !== 'DELETE'));
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Who watches: Everyone' }).waitFor();
    const told = watching.writes.filter(({ path }) => path.endsWith('/ada'));
    assert.deepEqual(
      told.map(({ method, body }) => [method, body]),
      [
        ['PUT', { name: 'Grace' }],
        ['DELETE', null],
      ],
    );
  },
);

test('who cannot be removed now is removed by another press', inBrowser, async (t) => {
  const { watching } = scene.server;
  watching.profiles = [...watching.profiles, { profile_id: 'ada', name: 'Ada' }];
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.base);
  await page.getByRole('button', { name: 'Who watches: Everyone' }).press('Enter');
  await page.getByRole('button', { name: 'Change Ada' }).press('Enter');
  await page.getByRole('button', { name: 'Remove' }).press('Enter');
  await page.getByRole('alertdialog').waitFor();
  await page.route('**/profiles/ada', (route) => route.fulfill({ status: 503 }));
  for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.getByText('That did not work').waitFor();
  assert.equal(await focused(page), 'Remove');
  await page.keyboard.press('ArrowLeft');
  assert.equal(await focused(page), 'Keep', 'arrows lead on');
  await page.unroute('**/profiles/ada');
  for (const key of ['ArrowRight', 'Enter']) await page.keyboard.press(key);
  await page.getByRole('button', { name: 'Change Ada' }).waitFor({ state: 'detached' });
  assert.equal(watching.profiles.length, 1);
});
