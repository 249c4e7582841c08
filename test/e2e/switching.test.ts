/** From the original to what is made of it and back, while it plays: nobody sees or hears it. */
import assert from 'node:assert/strict';
import { parse } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { serveClips } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { capture, captured, type Heard, type Shown } from './capture.ts';
import { playedTo, position } from './page.ts';

/** Of the clips. */
const FRAME_RATE = 24;
const HERTZ = 440;
const SECONDS = 90;
/** Away from the original and back each time; HAEMA_SWITCHES=10 takes three minutes. */
const ROUNDS = Number(process.env['HAEMA_SWITCHES'] ?? 5);
/** Of the tone's amplitude of 1/8; what AAC leaves of a tone is off by 0.004. */
const AUDIBLE = 0.01;
const LOUD = 0.05;
/** Pictures that a browser beside other programs leaves out at once. */
const LATE = 3;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** Plays on in that rendition when it comes to it; fulfils when it is on the screen. */
const switchTo = async (page: Page, name: string): Promise<void> => {
  const level = await page.evaluate((rendition) => {
    const { hls } = window.haema ?? {};
    const index = hls?.levels.findIndex(({ url }) => url[0]?.includes(`/${rendition}/`)) ?? -1;
    if (hls) hls.nextLevel = index;
    return index;
  }, name);
  assert.ok(level >= 0, `${name} is not offered`);
  await page.waitForFunction((index) => window.haema?.hls?.currentLevel === index, level);
};

const noteErrors = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.mediaErrors = [];
    window.haema?.hls?.on('hlsError', (_, { type, details, fatal }) => {
      if (fatal || type === 'mediaError') window.mediaErrors?.push(details);
    });
  });

/** Pictures that are missing behind each, though the browser was not too late for them. */
const missing = (shown: readonly Shown[]): { time: number; frames: number }[] =>
  shown.slice(1).map(({ time, presented, dropped }, at) => {
    const last = shown[at] ?? { time, presented, dropped };
    const step = Math.round((time - last.time) * FRAME_RATE);
    assert.ok(step >= 1, `after ${last.time} s comes ${time} s`);
    const known = presented - last.presented + (dropped - last.dropped);
    return { time: last.time, frames: step - known };
  });

/** Whether a key picture is among those behind a gap, or follows it: there is one a second. */
const meets = (time: number, frames: number): boolean =>
  Math.floor(time + (frames + 1.5) / FRAME_RATE) > Math.floor(time);

const assertPictures = (shown: readonly Shown[], seconds: number, leading: number): void => {
  assert.ok(shown.length > 0.8 * FRAME_RATE * seconds, `${shown.length} pictures were seen`);
  for (const { time, number } of shown) {
    // The next one may be on the screen before the script has looked.
    const late = (number - Math.round(time * FRAME_RATE)) & 255;
    assert.ok(late <= 2, `picture ${number} at ${time} s`);
  }
  // Elsewhere than where segments meet it was the machine that was too slow.
  const gaps = missing(shown).filter(({ time, frames }) => frames > 1 && meets(time, frames));
  // One may be of a browser that was late and does not count what it has left out.
  assert.ok(gaps.length <= (leading > 0 ? ROUNDS : 1), JSON.stringify(gaps));
  assert.ok(
    gaps.every(({ frames }) => frames <= Math.max(leading, LATE)),
    JSON.stringify(gaps),
  );
};

/** From where it begins: that is no click. */
const assertSound = (heard: readonly Heard[], seconds: number): void => {
  const within = heard.slice(heard.findIndex(({ peak }) => peak > LOUD) + 1);
  assert.ok(within.length > 100 * (seconds - 3), `${within.length / 100} s were heard`);
  const clicks = within.filter(({ click }) => click > AUDIBLE);
  assert.deepEqual(clicks, []);
  assert.ok(within.every(({ peak }) => peak > LOUD));
};

for (const [clip, leading] of [
  ['switching.mp4', 0],
  ['switching-open.mp4', 3],
] as const) {
  test(`${clip}: ${ROUNDS} times away from the original and back`, inBrowser, async (t) => {
    const options = { segmentTarget: '1', copyTarget: '1', preset: 'ultrafast' };
    const { url, ids } = await serveClips(t, [clip], options);
    const page = await openPage(t, browser, { bypassCSP: true });
    await page.goto(`${url}/watch/${ids[parse(clip).name]}`);
    await page.waitForFunction(() => window.haema?.hls);
    await noteErrors(page);
    await capture(page, HERTZ);
    await playedTo(page, 0.5);
    const next = seededInts(5 + leading);
    for (let round = 0; round < ROUNDS; round++) {
      for (const name of ['720p_h264', 'source_h264']) {
        await playedTo(page, (await position(page)) + next(900) / 1000);
        await switchTo(page, name);
      }
    }
    await playedTo(page, (await position(page)) + 1);
    const { shown: all, heard } = await captured(page);
    // The first one may be shown again as it begins to play.
    const isFirst = ({ time }: Shown): boolean => time === all[0]?.time;
    const shown = all.slice(all.slice(0, 3).findLastIndex(isFirst));
    const seconds = await position(page);
    assert.ok(seconds < SECONDS - 1, 'all switches were played');
    assert.deepEqual(await page.evaluate(() => window.mediaErrors), []);
    assertPictures(shown, seconds, leading);
    assertSound(heard, seconds);
  });
}
