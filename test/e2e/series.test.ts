import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { SECONDS } from '../support/hls-fixture.ts';
import { SERIES_ID, videoId } from '../support/stub-shows.ts';
import { focused, playedTo, pressUntil } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

beforeEach(() => {
  if (inBrowser.skip !== false) return;
  scene.server.titles = ['Pilot', 'Tabula Rasa', 'Walkabout'];
  scene.server.series = 'Lost';
  scene.server.watching.next = 1;
  scene.server.watching.seen = [
    { video_id: videoId(0), position: 0, duration: 60, watched: true, resume: 0 },
  ];
});

const pageOfSeries = (): string => `${scene.base}/?show=${SERIES_ID}`;

const address = (index: number): string =>
  `${scene.base}/watch/${videoId(index)}?show=${SERIES_ID}`;

/** Until what plays is the episode at `index`. */
const plays = async (page: Page, index: number): Promise<void> => {
  await page.waitForURL(address(index));
  await playedTo(page, 0.2);
};

test('a series has a page, and back leads to it and to the list', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.getByText('2004 · 2 seasons').waitFor();
  await page.locator('.card').click();
  await page.getByRole('heading', { name: 'Lost' }).waitFor();
  assert.equal(page.url(), pageOfSeries());
  assert.equal(await focused(page), 'Play 1×02');
  const rows = page.locator('.episode');
  assert.match((await rows.first().textContent()) ?? '', /1\. Pilot/);
  await page.getByRole('button', { name: 'Mark Pilot as not watched' }).waitFor();
  await page.getByRole('button', { name: 'Mark Tabula Rasa as watched' }).waitFor();
  await page.getByRole('button', { name: 'Season 2' }).click();
  await page.getByRole('link', { name: 'Walkabout' }).click();
  await plays(page, 2);
  await page.keyboard.press('Escape');
  await page.getByRole('link', { name: 'Walkabout' }).waitFor();
  assert.match(await focused(page), /Walkabout/);
  await page.keyboard.press('Escape');
  await page.locator('.card').waitFor();
  assert.match(await focused(page), /^Lost/);
});

test('a remote control gets to every episode', inBrowser, async (t) => {
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(pageOfSeries());
  await page.locator('.episode').first().waitFor();
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'Season 1');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await pressUntil(page, 'ArrowDown', /Walkabout/);
  await page.keyboard.press('Enter');
  await plays(page, 2);
});

test('at the end the next episode plays, and back is still the series', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(pageOfSeries());
  await page.getByRole('link', { name: 'Play 1×02' }).click();
  await plays(page, 1);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.keyboard.press('End');
  await page.getByRole('dialog', { name: 'Next: 2×01 · Walkabout' }).waitFor();
  assert.equal(await focused(page), 'Play next');
  await plays(page, 2); // nobody pressed anything
  assert.ok(await page.evaluate(() => document.fullscreenElement !== null), 'it fills the screen');
  await page.keyboard.press('Escape');
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Lost' }).waitFor();
});

test(
  'what is offered can be stopped, and after the last there is nothing',
  inBrowser,
  async (t) => {
    const page = await scene.open(t, { userAgent: TELEVISION });
    await page.goto(address(1));
    await plays(page, 1);
    const offer = page.getByRole('dialog', { name: /^Next/ });
    await page.keyboard.press('End');
    await offer.waitFor();
    await page.keyboard.press('ArrowRight');
    assert.equal(await focused(page), 'Stop');
    await page.keyboard.press('Enter');
    await offer.waitFor({ state: 'hidden' });
    await page.goto(`${address(2)}&t=${SECONDS - 1}`);
    await page.waitForFunction(() => window.haema?.video.ended);
    assert.equal(await offer.isVisible(), false);
  },
);

test('a series that is not there says so', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(`${scene.base}/?show=aaaaaaaaaaaaaaaa`);
  await page.getByRole('alert').getByText('No such title').waitFor();
});
