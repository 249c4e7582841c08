import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser.ts';
import { chooseIn, openMenu, playedTo, position } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

beforeEach(() => {
  if (inBrowser.skip !== false) return;
  scene.server.copies = true;
  scene.server.requests.length = 0;
});
afterEach(() => {
  if (inBrowser.skip === false) scene.server.copies = false;
});

const askedFor = (rendition: string): number =>
  scene.server.requests.filter((path) => path.includes(`/${rendition}/`)).length;

const choose = (page: Page, label: RegExp): Promise<void> => chooseIn(page, 'Quality', label);

const ORIGINAL = 'original H.264, 700 kb/s';

for (const query of ['', '?container=ts']) {
  const name = query === '' ? 'fMP4' : 'MPEG-TS';
  test(`${name}: it plays the original, and says so`, inBrowser, async (t) => {
    const page = await scene.play(t, { query });
    await page.getByText(ORIGINAL).waitFor();
    assert.ok(askedFor('source_h264') > 0);
    const others = ['source_hevc', '360p_h264', '180p_h264'].map(askedFor);
    assert.deepEqual(others, [0, 0, 0], 'nothing that cannot be played, nothing that is made');
  });
}

test('the sound is that of the file where the browser plays all of it', inBrowser, async (t) => {
  const page = await scene.play(t);
  assert.ok(askedFor('audio1_source') > 0);
  assert.equal(askedFor('audio_aac'), 0);
  await openMenu(page, 'Sound track');
  assert.deepEqual(await page.getByRole('menuitemradio').allInnerTexts(), ['English', 'Deutsch']);
  await page.getByRole('menuitemradio', { name: 'Deutsch' }).click();
  await page.waitForFunction(() => window.haema?.hls?.audioTrack === 1);
  await playedTo(page, (await position(page)) + 1);
  assert.ok(askedFor('audio2_source') > 1);
  await page.reload();
  await playedTo(page, 0.5);
  await page.waitForFunction(() => window.haema?.hls?.audioTrack === 1);
});

test('from the original to another quality and back', inBrowser, async (t) => {
  const page = await scene.play(t);
  await openMenu(page, 'Quality');
  const listed = await page.getByRole('menuitemradio').allInnerTexts();
  const labels = listed.map((text) => text.split('\n')[0]);
  assert.deepEqual(labels, ['Automatic', 'Original', '360p', '180p']);
  await page.keyboard.press('Escape');
  await choose(page, /^180p/);
  await page.waitForFunction(() => window.haema?.video.videoHeight === 180);
  await page.locator('.playing').getByText('180p', { exact: true }).waitFor({ state: 'attached' });
  await choose(page, /^Original/);
  await page.waitForFunction(() => window.haema?.video.videoHeight === 360);
  await page.locator('.playing').getByText(ORIGINAL).waitFor({ state: 'attached' });
  await playedTo(page, (await position(page)) + 1);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a quality is seen soon, also where the line seems too slow for it', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.waitForFunction(() => {
    const { buffered, currentTime } = window.haema?.video ?? document.createElement('video');
    return buffered.length > 0 && buffered.end(0) > currentTime + 15;
  });
  await page.evaluate(() => {
    if (window.haema?.hls) window.haema.hls.bandwidthEstimate = 1000;
  });
  const chosenAt = await position(page);
  await choose(page, /^180p/);
  await page.waitForFunction(() => window.haema?.video.videoHeight === 180);
  assert.ok((await position(page)) < chosenAt + 5, 'at once');
});

test('left alone it does not leave the original', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.evaluate(() => {
    if (window.haema) window.haema.video.currentTime = 40;
  });
  await playedTo(page, 43);
  assert.deepEqual(['360p_h264', '180p_h264'].map(askedFor), [0, 0]);
});
