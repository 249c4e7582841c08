import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { SECONDS } from '../support/hls-fixture.ts';
import { focused, isPaused, playedTo, position, pressUntil } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const pausedIs = async (page: Page, paused: boolean): Promise<void> => {
  await page.waitForFunction((wanted) => window.haema?.video.paused === wanted, paused);
};

const isAbout = async (page: Page, seconds: number): Promise<void> => {
  await page.waitForFunction(
    (wanted) => Math.abs((window.haema?.video.currentTime ?? -9) - wanted) < 0.6,
    seconds,
  );
};

test('keys play, pause, seek, mute and fill the screen', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.keyboard.press('k');
  await pausedIs(page, true);
  await page.keyboard.press('5');
  await isAbout(page, SECONDS / 2);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('l');
  await isAbout(page, SECONDS / 2 + 20);
  await page.keyboard.press('j');
  await isAbout(page, SECONDS / 2 + 10);
  await page.keyboard.press('Home');
  await isAbout(page, 0);
  await page.keyboard.press('m');
  await page.waitForFunction(() => window.haema?.video.muted);
  await page.keyboard.press('ArrowDown');
  await page.waitForFunction(() => (window.haema?.video.volume ?? 1) < 1);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await page.keyboard.press('f');
  await page.waitForFunction(() => document.fullscreenElement === null);
  await page.keyboard.press(' ');
  await pausedIs(page, false);
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor({ state: 'hidden' });
});

test('the controls leave while it plays and come back with the mouse', inBrowser, async (t) => {
  const page = await scene.play(t);
  const button = page.getByRole('button', { name: 'Pause' });
  await button.waitFor({ state: 'hidden' });
  await page.mouse.move(200, 200);
  await page.mouse.move(240, 240);
  await button.waitFor();
  await button.click();
  await pausedIs(page, true);
  assert.equal(await focused(page), 'Big Buck Bunny'); // keys still mean the player
});

test('everything can be reached with the keys of a remote control', inBrowser, async (t) => {
  const page = await scene.open(t, { userAgent: TELEVISION });
  scene.server.titles = ['Big Buck Bunny', 'Metropolis', 'Nosferatu', 'Playtime', 'Ran', 'Solaris'];
  t.after(() => {
    scene.server.titles = ['Big Buck Bunny'];
  });
  await page.goto(scene.base);
  await page.locator('.card:focus').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(page), /Metropolis/);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  await playedTo(page, 0.3);
  await page.keyboard.press('Enter');
  await pausedIs(page, true);
  const before = await position(page);
  await page.keyboard.press('ArrowRight');
  await isAbout(page, before + 10);
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'Play');
  await page.keyboard.press('Enter');
  await pausedIs(page, false);
  await pressUntil(page, 'ArrowRight', /^Quality/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowUp');
  assert.equal(await focused(page), 'Position');
  await page.waitForFunction(() => window.haema?.video.videoHeight === 180);
  await pressUntil(page, 'ArrowUp', /^Back$/);
  await page.keyboard.press('Enter');
  await page.locator('.card').first().waitFor();
  assert.match(await focused(page), /Big Buck Bunny/); // where the viewer was
});

for (const [name, keyCode] of [
  ['Samsung', 10009],
  ['LG', 461],
  ['Vidaa', 8],
] as const) {
  test(`the Back key of ${name} goes back to the list`, inBrowser, async (t) => {
    const page = await scene.play(t, { userAgent: TELEVISION });
    await page.evaluate((code) => {
      const event = new KeyboardEvent('keydown', { bubbles: true, cancelable: true });
      Object.defineProperty(event, 'keyCode', { value: code });
      document.dispatchEvent(event);
    }, keyCode);
    await page.locator('.card').first().waitFor();
    assert.equal(page.url(), `${scene.base}/`);
  });
}

test('two taps at a side seek, one shows the controls', inBrowser, async (t) => {
  const page = await scene.play(t, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await page.evaluate(() => window.haema?.video.pause());
  await pausedIs(page, true);
  const before = await position(page);
  await Promise.all([page.touchscreen.tap(350, 400), page.touchscreen.tap(350, 400)]);
  await isAbout(page, before + 10);
  assert.equal(await isPaused(page), true);
  await page.touchscreen.tap(195, 400);
  await pausedIs(page, false);
});
