/** Closed captions within the pictures, as hls.js reads them out of what the server makes. */
import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { listed, serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { closedCaptionsClip, LINES, RATE } from '../support/closed-captions.ts';
import { chooseIn } from './page.ts';

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** A picture. */
const NEAR = 1.1 / RATE;
/** By how much pictures of a copy in TS are decoded before they are shown. */
const EARLY = 16 / RATE;

/** Once all are there. */
const cuesOf = async (page: Page, count: number) => {
  const handle = await page.waitForFunction((expected) => {
    const tracks = Array.from(window.haema?.video.textTracks ?? []);
    const captions = tracks.find(({ kind }) => kind === 'captions');
    if (captions === undefined) return null;
    // Those of a track that is disabled cannot be seen.
    if (captions.mode === 'disabled') captions.mode = 'hidden';
    const cues = Array.from(captions.cues ?? []) as VTTCue[];
    const found = cues.map(({ startTime, endTime, text }) => ({ startTime, endTime, text }));
    return found.length >= expected ? { label: captions.label, found } : null;
  }, count);
  const told = await handle.jsonValue();
  assert.ok(told !== null);
  return told;
};

test('hls.js shows captions of both containers when the film does', inBrowser, async (t) => {
  const fill = (films: string): void => {
    copyFileSync(closedCaptionsClip('captions.mp4'), join(films, 'captions.mp4'));
  };
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const { captions } = await listed(url, 1);
  for (const query of ['', '?container=ts']) {
    const page = await openPage(t, browser);
    await page.goto(`${url}/watch/${captions}${query}`);
    const { label, found } = await cuesOf(page, LINES.length);
    assert.equal(label, 'Closed captions');
    assert.deepEqual(
      found.map(({ text }) => text.trim()),
      LINES.map(({ text }) => text),
    );
    const late = (found[0]?.startTime ?? 0) - (LINES[0]?.start ?? 0);
    // A copy in TS begins with its first time of decoding, for hls.js, with all that it shows.
    assert.ok(Math.abs(late - (query === '' ? 0 : EARLY)) < NEAR, `${query} ${late}`);
    const choose = async (name: string): Promise<void> => {
      await chooseIn(page, 'Subtitles', name);
    };
    await choose(label);
    const modes = () => Array.from(window.haema?.video.textTracks ?? []).map(({ mode }) => mode);
    assert.deepEqual(await page.evaluate(modes), ['showing']);
    await choose('Off');
    assert.deepEqual(await page.evaluate(modes), ['hidden']);
    for (const [at, { startTime, endTime }] of found.entries()) {
      const { start = 0, end = 0 } = LINES[at] ?? {};
      assert.ok(Math.abs(startTime - late - start) < NEAR, `${query} ${startTime}`);
      assert.ok(Math.abs(endTime - late - end) < NEAR, `${query} ${endTime}`);
    }
  }
});
