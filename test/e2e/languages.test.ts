/** Another language while it plays: it is the one that was chosen, and in time with the picture. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { serveClips } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { playedTo, position } from './page.ts';
import { beepsOf, listen } from './tones.ts';

/** Of the clip: a beep begins with every second. */
const ENGLISH = 600;
const GERMAN = 1800;
/** Seconds that are listened to each language. */
const HEARD = 6;
/** Seconds. */
const IN_TIME = 0.01;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

const choose = async (page: Page, language: string, track: number): Promise<void> => {
  const name = await page.evaluate((index) => {
    const { hls } = window.haema ?? {};
    if (hls) hls.audioTrack = index;
    return hls?.audioTracks[index]?.name;
  }, track);
  assert.equal(name, language);
};

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** Behind the last whole second, or before the next one. */
const lateness = (seconds: number): number => seconds - Math.round(seconds);

test('English, German and English again', inBrowser, async (t) => {
  const { url, ids } = await serveClips(t, ['languages.mp4']);
  const page = await openPage(t, browser, { bypassCSP: true });
  await page.goto(`${url}/watch/${ids['languages']}`);
  await playedTo(page, 0.5);
  await listen(page, [ENGLISH, GERMAN]);
  const late: number[] = [];
  for (const [language, track, hertz] of [
    ['English', 0, ENGLISH],
    ['German', 1, GERMAN],
    ['English', 0, ENGLISH],
  ] as const) {
    if (late.length > 0) await choose(page, language, track);
    // What was decoded before may be heard for a moment.
    const from = (await position(page)) + 2;
    await playedTo(page, from + HEARD);
    const beeps = (await beepsOf(page)).filter((beep) => beep.position > from);
    assert.ok(beeps.length >= HEARD - 1, `${beeps.length} beeps in ${language}`);
    assert.deepEqual([...new Set(beeps.map((beep) => beep.hertz))], [hertz], language);
    late.push(median(beeps.map((beep) => lateness(beep.position))));
  }
  t.diagnostic(`beeps were ${late.map((it) => Math.round(it * 1000))} ms behind the position`);
  assert.ok(
    late.every((seconds) => Math.abs(seconds) <= IN_TIME),
    `${late}`,
  );
  assert.equal(await page.getByRole('alert').count(), 0);
});
