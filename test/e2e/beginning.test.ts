/** How a video begins: what is loaded before it is pressed, and before its details are there. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser.ts';
import { VIDEO_ID } from '../support/stub-server.ts';
import { playedTo, position } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const media = (): string[] => scene.server.requests.filter((path) => path.includes('.m4s'));

for (const how of ['hover', 'focus'] as const) {
  test(`who rests on a title by ${how} has all but its media loaded`, inBrowser, async (t) => {
    const page = await scene.open(t);
    scene.server.requests.length = 0;
    const asked = page.waitForResponse(/_h264\/stream\.m3u8/);
    await page.goto(scene.base);
    await page.locator('.card').first()[how]();
    await asked;
    assert.deepEqual(
      scene.server.requests.filter((path) => path.includes('.m4s')),
      [],
    );
    await page.locator('.card').first().click();
    await playedTo(page, 0.5);
    const masters = scene.server.requests.filter((path) => path.includes('master.m3u8'));
    assert.equal(masters.length, 1);
  });
}

for (const slow of ['nothing', '_h264/5.m4s']) {
  test(
    `who rested on a title waits for no place, and gets to the newest (slow: ${slow})`,
    inBrowser,
    async (t) => {
      const page = await scene.open(t);
      scene.server.watching.places.set(VIDEO_ID, 11);
      const asked = page.waitForResponse(/_h264\/stream\.m3u8/);
      const told = page.waitForResponse(/\/progress$/);
      await page.goto(scene.base);
      await page.locator('.card').first().hover();
      await (await told).finished();
      await asked;
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      await page.route(/\/progress$/, (route) => held.then(() => route.continue()));
      await page.route(
        (url) => url.pathname.includes(slow),
        () => undefined, // it is given up
      );
      scene.server.watching.places.set(VIDEO_ID, 41); // elsewhere, meanwhile
      const pictures = page.waitForRequest(/_h264\/5\.m4s/);
      const sound = page.waitForResponse(/audio.*\/5\.m4s/);
      await page.locator('.card').first().click();
      await pictures;
      await (await sound).finished();
      release();
      await playedTo(page, 46); // through several segments
    },
  );
}

test('what failed while somebody rested on a title is asked for again', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(scene.base);
  scene.server.fail(/_h264\/stream\.m3u8/, 410, 'stale_playlist', 1);
  const failed = page.waitForResponse(/_h264\/stream\.m3u8/);
  await page.locator('.card').first().hover();
  assert.equal((await failed).status(), 410);
  await page.locator('.card').first().click();
  await playedTo(page, 0.5);
});

/** Details that come when they are let go. */
const holdDetails = async (page: Page): Promise<() => void> => {
  const { promise: held, resolve } = Promise.withResolvers<void>();
  await page.route(/\/video\/\w+$/, (route) => held.then(() => route.continue()));
  return resolve;
};

test('its beginning is loaded beside its details', inBrowser, async (t) => {
  const page = await scene.open(t);
  const release = await holdDetails(page);
  const pictures = page.waitForResponse(/_h264\/0\.m4s/);
  const sound = page.waitForResponse(/audio.*\/0\.m4s/);
  await page.goto(scene.watch());
  await Promise.all([pictures, sound]);
  release();
  await playedTo(page, 0.5);
});

for (const path of [/master\.m3u8/, /_h264\/0\.m4s/]) {
  test(
    `${path} that failed before the details were there is asked for again`,
    inBrowser,
    async (t) => {
      const page = await scene.open(t);
      const release = await holdDetails(page);
      scene.server.fail(path, 410, 'stale_playlist', 1);
      const failed = page.waitForResponse(path);
      await page.goto(scene.watch());
      assert.equal((await failed).status(), 410);
      release();
      await playedTo(page, 0.5);
    },
  );
}

test('trouble that has passed before the details were there is not told', inBrowser, async (t) => {
  const page = await scene.open(t);
  const release = await holdDetails(page);
  scene.server.fail(/_h264\/0\.m4s/, 503, 'busy', 1);
  const loaded = page.waitForResponse((it) => it.ok() && it.url().includes('_h264/0.m4s'));
  await page.goto(scene.watch());
  await loaded;
  release();
  await page.waitForFunction(() => window.haema !== undefined);
  assert.equal(await page.getByRole('alert').count(), 0);
  await playedTo(page, 0.5);
});

test('it begins where somebody stopped, and with the sound of then', inBrowser, async (t) => {
  const settings = JSON.stringify({ sound: { language: 'de', name: 'Deutsch' } });
  const page = await scene.open(t);
  await page.addInitScript((kept) => localStorage.setItem('haema.settings', kept), settings);
  const release = await holdDetails(page);
  scene.server.watching.places.set(VIDEO_ID, 31);
  scene.server.requests.length = 0;
  const pictures = page.waitForResponse(/_h264\/15\.m4s/);
  const sound = page.waitForResponse(/audio2.*\/15\.m4s/);
  await page.goto(scene.watch());
  await Promise.all([pictures, sound]);
  release();
  await playedTo(page, 31.5);
  assert.ok((await position(page)) < 40);
  assert.deepEqual(
    media().filter((path) => /audio_aac|\/0\.m4s/.test(path)),
    [],
  );
});

test('who begins anew before it is loaded is at the beginning', inBrowser, async (t) => {
  const page = await scene.open(t);
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  await page.route(/master\.m3u8/, (route) => held.then(() => route.continue()));
  scene.server.watching.places.set(VIDEO_ID, 31);
  await page.goto(scene.watch());
  await page.getByRole('button', { name: 'From the beginning' }).click();
  scene.server.requests.length = 0;
  release();
  await playedTo(page, 0.5);
  assert.ok((await position(page)) < 10);
  const pictures = media().filter((path) => path.includes('_h264/'));
  assert.match(pictures[0] ?? '', /\/0\.m4s/);
});

test(
  'the page of a film has all but its media loaded, with the newest place',
  inBrowser,
  async (t) => {
    const page = await scene.open(t);
    scene.server.watching.places.set(VIDEO_ID, 31);
    const asked = page.waitForResponse(/_h264\/stream\.m3u8/);
    await page.goto(`${scene.base}/?show=${VIDEO_ID}`);
    await asked;
    scene.server.watching.places.delete(VIDEO_ID);
    const marked = page.waitForResponse((it) => it.request().method() === 'POST');
    await page.getByRole('button', { name: 'Mark' }).click();
    await marked;
    await page
      .getByRole('link', { name: /Play|Resume/ })
      .first()
      .click();
    await playedTo(page, 0.5);
    assert.ok((await position(page)) < 10);
  },
);
