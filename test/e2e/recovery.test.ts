/** A server that is killed, and a line that is cut: it goes on by itself, without a press. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, mkdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { listed } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { clip } from '../support/clips.ts';
import { type ServerProcess, startServer } from '../support/server-process.ts';
import { tempDir } from '../support/temp-dir.ts';
import { playedTo } from './page.ts';

/** Seconds into the clip: too far to be loaded when they are sought. */
const FAR = [65, 38] as const;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** One that the system chooses for a server cannot be taken again while connections linger. */
const freePort = async (): Promise<number> => {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  return port;
};

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

test('after the server was killed and after the line was cut', inBrowser, async (t) => {
  const folder = tempDir(t);
  const films = join(folder, 'films');
  mkdirSync(films);
  copyFileSync(clip('switching.mp4'), join(films, 'switching.mp4'));
  const port = ['-p', `${await freePort()}`];
  let server: ServerProcess = await startServer(films, folder, port);
  t.after(() => server.child.kill('SIGKILL'));
  const { switching } = await listed(server.url, 1);
  const page = await openPage(t, browser);
  await page.goto(`${server.url}/watch/${switching}`);
  await playedTo(page, 0.5);

  server.child.kill('SIGKILL');
  await server.ended;
  await seek(page, FAR[0]);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  server = await startServer(films, folder, port);
  const killed = await goesOn(page, FAR[0]);

  await page.goto(`${server.url}/watch/${switching}?t=0`);
  await playedTo(page, 0.5);
  await page.context().setOffline(true);
  await seek(page, FAR[1]);
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  await page.context().setOffline(false);
  const cut = await goesOn(page, FAR[1]);
  t.diagnostic(`went on ${killed} ms after the start, ${cut} ms after the line was back`);
});
