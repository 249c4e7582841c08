/** The page against the whole server: what a person sees of segments as they are really made. */
import assert from 'node:assert/strict';
import { parse } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { serveClips } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { chooseIn, playedTo, seesFrame } from './page.ts';

/** Of the clips, whose pictures tell their numbers. */
const SECONDS = 8;
const FRAME_RATE = 24;
/** Pictures that one may wait for others: hls.js begins MPEG-TS with the first decoding time. */
const REORDERED = 2;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});

after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** Also notes what hls.js says is wrong with the media; waiting for it is no error. */
const watch = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await page.waitForFunction(() => window.haema?.hls);
  await page.evaluate(() => {
    window.mediaErrors = [];
    window.haema?.hls?.on('hlsError', (_, { type, details, fatal }) => {
      const waits = /^buffer(Stalled|SeekOverHole|NudgeOnStall)/.test(details);
      if (fatal || (type === 'mediaError' && !waits)) window.mediaErrors?.push(details);
    });
  });
  await playedTo(page, 0.5);
};

const shown = (page: Page): Promise<{ time: number; number: number }> =>
  page.evaluate(() => {
    const canvas = document.createElement('canvas');
    const context = canvas.getContext('2d');
    const video = window.haema?.video;
    if (context === null || video === undefined) throw new Error('nothing to see');
    [canvas.width, canvas.height] = [8, 1];
    context.drawImage(video, 0, 0, 8, 1);
    const { data } = context.getImageData(0, 0, 8, 1);
    let number = 0;
    for (let bar = 0; bar < 8; bar++) number += (data[4 * bar] ?? 0) > 127 ? 2 ** bar : 0;
    return { time: window.shownFrame ?? -1, number };
  });

for (const [clip, container, late, begin] of [
  ['numbered.mp4', 'fmp4', 0, 0],
  ['numbered.webm', 'ts', REORDERED, 0],
  ['late-pictures.mp4', 'fmp4', 0, 0.5],
] as const) {
  test(`${clip} plays as ${container}, and seeks show their picture`, inBrowser, async (t) => {
    const { url, ids } = await serveClips(t, [clip]);
    const page = await openPage(t, browser);
    await watch(page, `${url}/watch/${ids[parse(clip).name]}?container=${container}`);
    const next = seededInts(late + 1);
    for (let seek = 0; seek < 3; seek++) {
      const target = begin + next((SECONDS - 1) * 1000) / 1000;
      await seesFrame(page, target, 1.01 / FRAME_RATE);
      const { time, number } = await shown(page);
      const behind = Math.round((time - begin) * FRAME_RATE) - number;
      assert.ok(behind >= 0 && behind <= late, `picture ${number} at ${time} s`);
    }
    await page.evaluate(() => window.haema?.video.play());
    await page.waitForFunction(() => window.haema?.video.ended);
    assert.deepEqual(await page.evaluate(() => window.mediaErrors), []);
    assert.equal(await page.getByRole('alert').count(), 0);
  });
}

const choose = (page: Page, label: RegExp): Promise<void> => chooseIn(page, 'Quality', label);

test('open groups of pictures, as they are, as made, and back', inBrowser, async (t) => {
  const { url, ids } = await serveClips(t, ['open-gop.mp4']);
  const page = await openPage(t, browser);
  const made: string[] = [];
  page.on('request', (request) => {
    if (/_h264\/\d+\.m4s/.test(request.url())) made.push(request.url());
  });
  await watch(page, `${url}/watch/${ids['open-gop']}?container=fmp4`);
  const playing = page.locator('.playing');
  await playing.getByText(/^original H\.264, /).waitFor({ state: 'attached' });
  assert.ok(
    made.every((address) => address.includes('/source_h264/')),
    `${made}`,
  );
  for (const [label, words] of [
    [/^\d+p/, /^\d+p$/],
    [/^Original/, /^original/],
  ] as const) {
    await choose(page, label);
    await seesFrame(page, 4.4, 1.01 / FRAME_RATE);
    const { time, number } = await shown(page);
    assert.equal(number, Math.round(time * FRAME_RATE));
    await playing.getByText(words).waitFor({ state: 'attached' });
  }
  await page.evaluate(() => window.haema?.video.play());
  await page.waitForFunction(() => window.haema?.video.ended);
  assert.deepEqual(await page.evaluate(() => window.mediaErrors), []);
});

test('a title of a few frames plays to its end', inBrowser, async (t) => {
  const { url, ids } = await serveClips(t, ['short.mp4']);
  const page = await openPage(t, browser);
  await page.goto(`${url}/watch/${ids['short']}`);
  await page.waitForFunction(() => window.haema?.video.ended);
});

test('the server takes the place, and knows the page of a series', inBrowser, async (t) => {
  const { url, ids } = await serveClips(t, ['numbered.mp4']);
  const page = await openPage(t, browser);
  await watch(page, `${url}/watch/${ids['numbered']}`);
  await page.evaluate(() => window.haema?.video.pause());
  const stored = page.waitForResponse(/\/progress$/);
  await page.keyboard.press('5');
  const answer = await stored;
  assert.deepEqual([answer.status(), answer.request().method()], [200, 'PUT']);
  await page.keyboard.press('7');
  await page.waitForFunction(() => window.haema?.video.seeking === false);
  await page.goto(`${url}/?show=aaaaaaaaaaaaaaaa`); // the page is left before it has told
  await page.getByRole('alert').getByText('No such title').waitFor();
  const place = async (): Promise<number> => {
    const known = await fetch(`${url}/api/v1/video/${ids['numbered']}/progress`);
    return ((await known.json()) as { position: number }).position;
  };
  while (Math.abs((await place()) - 0.7 * SECONDS) > 0.5);
});
