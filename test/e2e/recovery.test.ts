/** A server that is killed, and a line that is cut: it goes on by itself, without a press. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import { setTimeout as passed } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { listed, serveClips } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { clip } from '../support/clips.ts';
import { lineTo } from '../support/line.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';
import { playedTo, position } from './page.ts';

/** Seconds into the clip: too far to be loaded when they are sought. */
const FAR = [65, 38] as const;
/** For how long a line is away, and how soon after that it has to go on. */
const AWAY_MS = 20_000;
const SOON_MS = 10_000;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

const seek = (page: Page, place: number): Promise<void> =>
  page.evaluate((seconds) => {
    if (window.haema) window.haema.video.currentTime = seconds;
  }, place);

/** Milliseconds until it plays at the place that was sought. */
const goesOn = async (page: Page, place: number): Promise<number> => {
  const since = Date.now();
  await playedTo(page, place + 0.3);
  assert.equal(await page.getByRole('alert').count(), 0);
  return Date.now() - since;
};

/** Twice as fast, so that what is loaded is not enough for as long as the line is away. */
const playFast = async (page: Page, address: string): Promise<void> => {
  await page.goto(address);
  await playedTo(page, 0.5);
  await page.evaluate(() => {
    if (window.haema) window.haema.video.defaultPlaybackRate = 2;
    if (window.haema) window.haema.video.playbackRate = 2;
  });
};

const runsDry = async (page: Page): Promise<void> => {
  await page.waitForFunction(() => (window.haema?.video.readyState ?? 4) < 3);
};

const killAndCut = async (t: TestContext): Promise<void> => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('switching.mp4'), join(films, 'switching.mp4'));
  let server: ServerProcess = await startServer(films, folder);
  t.after(() => server.child.kill('SIGKILL'));
  const { switching } = await listed(server.url, 1);
  const page = await openPage(t, browser);
  await page.goto(`${server.url}/watch/${switching}`);
  await playedTo(page, 0.5);

  server.child.kill('SIGKILL');
  await server.ended;
  await seek(page, FAR[0]);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  server = await startServer(films, folder, ['-p', new URL(server.url).port]);
  const killed = await goesOn(page, FAR[0]);

  await page.goto(`${server.url}/watch/${switching}?t=0`);
  await playedTo(page, 0.5);
  await page.context().setOffline(true);
  await seek(page, FAR[1]);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  await page.context().setOffline(false);
  const cut = await goesOn(page, FAR[1]);
  t.diagnostic(`went on ${killed} ms after the start, ${cut} ms after the line was back`);
  assert.ok(Math.max(killed, cut) < SOON_MS);
};

const dropForLong = async (t: TestContext): Promise<void> => {
  const { url, ids } = await serveClips(t, ['switching.mp4']);
  const line = await lineTo(t, url);
  const told = await openPage(t, browser);
  const silent = await openPage(t, browser);
  const path = `/watch/${ids['switching']}`;
  await Promise.all([playFast(told, url + path), playFast(silent, line.url + path)]);
  await told.context().setOffline(true);
  line.drop();
  await Promise.all([passed(AWAY_MS), runsDry(told), runsDry(silent)]);
  await told.context().setOffline(false);
  line.restore();
  const took = await Promise.all(
    [told, silent].map(async (page) => goesOn(page, await position(page))),
  );
  t.diagnostic(`went on ${took.join(' and ')} ms after the line was back`);
  assert.ok(Math.max(...took) < SOON_MS);
};

test('it goes on after the server was killed and after the line was cut', inBrowser, killAndCut);
test('it goes on after the line was away for long, told of or silent', inBrowser, dropForLong);
