/** What can be chosen and asked for while it plays, by whatever hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { SERIES_ID, videoId } from '../support/stub-shows.ts';
import { chooseIn, focused, openMenu, playedTo, position, pressUntil } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const isAbout = (page: Page, seconds: number) =>
  page.waitForFunction(
    (wanted) => Math.abs((window.haema?.video.currentTime ?? -9) - wanted) < 0.6,
    seconds,
  );

const pause = (page: Page): Promise<void> => page.evaluate(() => window.haema?.video.pause());

test('a remote control gets to the speed, and back out the way it came', inBrowser, async (t) => {
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.watch());
  await playedTo(page, 0.3);
  await page.keyboard.press('ArrowDown');
  await pressUntil(page, 'ArrowRight', /^Settings$/);
  await page.keyboard.press('Enter');
  await pressUntil(page, 'ArrowDown', /^Speed/);
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'Normal');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => window.haema?.video.playbackRate === 1.25);
  assert.equal(await focused(page), 'Settings');
  await page.keyboard.press('Enter');
  await pressUntil(page, 'ArrowDown', /^Sound track/);
  await page.keyboard.press('Enter');
  await page.getByRole('menu', { name: 'Sound track' }).waitFor();
  await page.keyboard.press('ArrowLeft');
  assert.match(await focused(page), /^Sound track/);
  await page.keyboard.press('ArrowLeft');
  await page.getByRole('menu').waitFor({ state: 'hidden' });
  assert.equal(await focused(page), 'Settings');
});

test('chapters are gone to by their names, and with keys', inBrowser, async (t) => {
  const page = await scene.play(t);
  await pause(page);
  await chooseIn(page, 'Chapters', 'Noon');
  await isAbout(page, 20);
  await page.keyboard.press(']');
  await isAbout(page, 45);
  await page.keyboard.press('[');
  await isAbout(page, 20);
});

test('figures say what is played and why', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.keyboard.press('i');
  const stats = page.getByRole('complementary', { name: 'Statistics' });
  for (const text of ['360p', /640 × 360/, /s ahead/, /dropped/, /avc1\.42c01e/, /first byte/]) {
    await stats.getByText(text).first().waitFor();
  }
  await page.keyboard.press('Escape');
  await stats.waitFor({ state: 'hidden' });
  assert.equal(new URL(page.url()).pathname, new URL(scene.watch()).pathname);
});

test('an arrow that is held shows where it goes, and goes there once', inBrowser, async (t) => {
  const page = await scene.play(t);
  await pause(page);
  await page.keyboard.press('Home');
  await isAbout(page, 0);
  await page.evaluate(() => {
    Object.assign(window, { seeks: [] });
    window.haema?.video.addEventListener('seeking', ({ target }) => {
      (window as unknown as { seeks: number[] }).seeks.push(
        (target as HTMLMediaElement).currentTime,
      );
    });
  });
  for (let press = 0; press < 5; press++) await page.keyboard.down('ArrowRight');
  await page.locator('.preview img').waitFor();
  await page.keyboard.up('ArrowRight');
  await isAbout(page, 50);
  const seeks = await page.evaluate(() => (window as unknown as { seeks: number[] }).seeks);
  assert.deepEqual(seeks, [10, 50], 'the first press, and where they lead to');
});

/** A finger that goes that way, in steps. */
const swipe = (page: Page, x: number, y: number): Promise<void> =>
  page.evaluate(
    async ({ right, down }) => {
      const target = document.querySelector('.stage');
      if (target === null) throw new Error('there is no picture');
      const touch = (part: number): Touch =>
        new Touch({
          identifier: 1,
          target,
          clientX: 195 + part * right,
          clientY: 420 + part * down,
        });
      const send = (name: string, touches: Touch[], changed: Touch): void => {
        const init = { bubbles: true, cancelable: true, touches, changedTouches: [changed] };
        target.dispatchEvent(new TouchEvent(name, init));
      };
      send('touchstart', [touch(0)], touch(0));
      for (const part of [0.3, 0.6, 1]) send('touchmove', [touch(part)], touch(part));
      send('touchend', [], touch(1));
    },
    { right: x, down: y },
  );

test('a finger along the picture seeks, one upward fills the screen', inBrowser, async (t) => {
  const viewport = { width: 390, height: 844 };
  const page = await scene.play(t, { viewport, hasTouch: true, isMobile: true });
  await pause(page);
  await page.waitForFunction(() => window.haema?.video.seeking === false);
  const before = await position(page);
  await swipe(page, 97.5, 0);
  await isAbout(page, before + 30);
  await swipe(page, 0, -200);
  await page.waitForFunction(() => document.fullscreenElement !== null);
  await swipe(page, 0, 200);
  await page.waitForFunction(() => document.fullscreenElement === null);
});

test('the next episode and the one before it are a key away', inBrowser, async (t) => {
  scene.server.titles = ['Pilot', 'Tabula Rasa'];
  scene.server.series = 'Lost';
  t.after(() => {
    scene.server.titles = ['Big Buck Bunny'];
    scene.server.series = null;
  });
  const page = await scene.open(t);
  const address = (index: number): string => `/watch/${videoId(index)}?show=${SERIES_ID}`;
  await page.goto(scene.base + address(0));
  await playedTo(page, 0.2);
  await page.getByRole('button', { name: 'Next: 1×02 · Tabula Rasa' }).waitFor();
  await page.keyboard.press('n');
  await page.waitForURL(scene.base + address(1));
  await playedTo(page, 0.2);
  await page.getByRole('button', { name: 'Previous: 1×01 · Pilot' }).waitFor();
  await page.keyboard.press('p');
  await page.waitForURL(scene.base + address(0));
});

test('what plays speaks the language of the browser', inBrowser, async (t) => {
  const page = await scene.open(t, { locale: 'ko-KR' });
  await page.goto(scene.watch());
  await playedTo(page, 0.2);
  await openMenu(page, '설정');
  await page.getByRole('menuitem', { name: '재생 속도' }).waitFor();
});
