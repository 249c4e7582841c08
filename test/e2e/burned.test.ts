/** Subtitles that are pictures, drawn by the server into those of the film. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { listed, serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { captionedClip, SIZE } from '../support/captioned.ts';
import { chooseIn, playedTo } from './page.ts';

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** Within the red part of the caption that is shown from 1.75 to 4.25 s. */
const RED = { x: 116 / SIZE.width, y: 36 / SIZE.height };

/** Stands still within that time; whether the caption is seen. */
const isRed = (page: Page): Promise<boolean> =>
  page.evaluate(async ({ x, y }) => {
    const video = window.haema?.video;
    if (video === undefined) throw new Error('nothing plays');
    video.pause();
    const shown = new Promise((done) => video.requestVideoFrameCallback(done));
    const arrived = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    video.currentTime = video.currentTime > 3 ? 2.5 : 3.5;
    await Promise.all([shown, arrived]);
    const canvas = document.createElement('canvas');
    const picture = canvas.getContext('2d');
    picture?.drawImage(video, -x * video.videoWidth, -y * video.videoHeight);
    const [red = 0, green = 0, blue = 0] = picture?.getImageData(0, 0, 1, 1).data ?? [];
    return red > 180 && green < 80 && blue < 80;
  }, RED);

const choose = (page: Page, name: string): Promise<void> => chooseIn(page, 'Subtitles', name);

/** Until what plays has the track in its pictures, or has not. */
const drawn = (page: Page, wanted: boolean) =>
  page.waitForFunction((expected) => {
    const { hls, video } = window.haema ?? {};
    const levels = hls?.levels ?? [];
    const has = levels.some(({ url }) => url.some((it) => it.includes('-sub')));
    return levels.length > 0 && has === expected && (video?.readyState ?? 0) >= 2;
  }, wanted);

test('a burned-in track is chosen in the menu, toggled, and put off', inBrowser, async (t) => {
  const fill = (films: string): void => {
    copyFileSync(captionedClip('pgs.mkv'), join(films, 'captioned.mkv'));
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const { captioned } = await listed(url, 1);
  const page = await openPage(t, browser);
  await page.goto(`${url}/watch/${captioned}`);
  await playedTo(page, 0.1);
  assert.equal(await isRed(page), false, 'none are shown unasked');
  await choose(page, 'burned in');
  await drawn(page, true);
  assert.equal(await isRed(page), true);
  for (const shown of [false, true]) {
    await page.keyboard.press('c');
    await drawn(page, shown);
    assert.equal(await isRed(page), shown, `toggled: ${shown}`);
  }
  await page.goto(`${url}/watch/${captioned}?t=0`);
  await drawn(page, true);
  assert.equal(await isRed(page), true, 'as it was chosen the last time');
  await choose(page, 'Off');
  await drawn(page, false);
  assert.equal(await isRed(page), false);
  assert.equal(await page.getByRole('alert').count(), 0);
});
