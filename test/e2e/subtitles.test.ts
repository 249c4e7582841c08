/** Subtitles of a film in which each line is said while the picture is white. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { createEngine } from '../../src/engine/engine.ts';
import type { Engine } from '../../src/engine/types.ts';
import { listed, serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { FOLDER, makeClip } from '../support/clips.ts';
import { kept } from '../support/subtitles.ts';
import { chooseIn, openMenu, playedTo } from './page.ts';

const SECONDS = 30;
const FRAME = 1 / 24;
/** Of each second the line is said, and the picture is white, from a quarter to three quarters. */
const BEGINS = 0.25;

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

const lines = (language: string): string =>
  Array.from({ length: SECONDS }, (_, at) => {
    const clock = `00:00:${String(at).padStart(2, '0')}`;
    const text = `${language} < <font color="#ffff00">${at}</font>`;
    return `${at + 1}\n${clock},250 --> ${clock},750\n${text}\n`;
  }).join('\n');

const film = (): string => {
  const luma = String.raw`if(between(mod(T\,1)\,0.25\,0.7499)\,200\,16)`;
  const picture = `color=gray:s=16x16:r=24:d=${SECONDS},geq=lum=${luma}:cb=128:cr=128`;
  const texts = ['English', 'German'].map((it) => kept(`${it}.srt`, lines(it)));
  return makeClip(FOLDER, 'said.mkv', [
    ...['-f', 'lavfi', '-i', `${picture},scale=320:180`],
    ...['-f', 'lavfi', '-i', `sine=d=${SECONDS}`, ...texts.flatMap((path) => ['-i', path])],
    ...['-map', '0', '-map', '1', '-map', '2', '-map', '3', '-c:a', 'aac', '-c:s', 'srt'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-g', '48', '-bf', '3', '-pix_fmt', 'yuv420p'],
    ...['-metadata:s:s:0', 'language=eng', '-metadata:s:s:1', 'language=ger'],
  ]);
};

const watch = async (t: TestContext, query: string, engine?: Engine): Promise<Page> => {
  const fill = (films: string): void => copyFileSync(film(), join(films, 'said.mkv'));
  const { url } = await serveFolder(t, fill, { cache: 'false' }, engine);
  const { said } = await listed(url, 1);
  const page = await openPage(t, browser);
  await page.goto(`${url}/watch/${said}${query}`);
  await playedTo(page, 0.5);
  return page;
};

const choose = (page: Page, name: string): Promise<void> => chooseIn(page, 'Subtitles', name);

/** Of the track that is shown: texts at this moment. */
const said = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    Array.from(window.haema?.video.textTracks ?? [])
      .filter(({ mode }) => mode === 'showing')
      .flatMap(({ activeCues }) => Array.from(activeCues ?? []))
      .map((cue) => (cue as VTTCue).getCueAsHTML().textContent ?? ''),
  );

/** When a line begins in the player's own time. */
const beginOf = async (page: Page, text: string): Promise<number> => {
  const found = await page.waitForFunction((wanted) => {
    const tracks = Array.from(window.haema?.video.textTracks ?? []);
    const cues = tracks
      .filter(({ mode }) => mode === 'showing')
      .flatMap((track) => Array.from(track.cues ?? []));
    return cues.find((cue) => (cue as VTTCue).getCueAsHTML().textContent === wanted)?.startTime;
  }, text);
  return (await found.jsonValue()) ?? Number.NaN;
};

/** Stands still there; whether the picture is white. */
const isWhiteAt = (page: Page, seconds: number): Promise<boolean> =>
  page.evaluate(async (target) => {
    const video = window.haema?.video;
    if (video === undefined) throw new Error('nothing plays');
    video.pause();
    const shown = new Promise((done) => video.requestVideoFrameCallback(done));
    const arrived = new Promise((done) => video.addEventListener('seeked', done, { once: true }));
    video.currentTime = target;
    await Promise.all([shown, arrived]);
    const canvas = document.createElement('canvas');
    const picture = canvas.getContext('2d');
    picture?.drawImage(video, 0, 0, 1, 1);
    return (picture?.getImageData(0, 0, 1, 1).data[0] ?? 0) > 100;
  }, seconds);

/** Yellow pixels on the screen. */
const yellowOn = async (page: Page): Promise<number> => {
  const png = await page.screenshot();
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'];
  const input = ['-nostdin', '-v', 'error', '-f', 'image2pipe', '-i', 'pipe:0'];
  const pixels = execFileSync('ffmpeg', [...input, ...raw], { input: png, maxBuffer: 1e8 });
  let count = 0;
  for (let at = 0; at < pixels.length; at += 3) {
    const [red = 0, green = 0, blue = 0] = pixels.subarray(at, at + 3);
    if (red > 180 && green > 180 && blue < 60) count++;
  }
  return count;
};

const textOf = (language: string, at: number): string => `${language} < ${at}`;

for (const query of ['', '?container=ts']) {
  const name = query === '' ? 'fMP4' : 'MPEG-TS';
  test(`${name}: a line is on the screen when it is said, after seeks`, inBrowser, async (t) => {
    const page = await watch(t, query);
    assert.deepEqual(await said(page), [], 'none are shown unasked');
    await choose(page, 'English');
    for (const second of [21, 4, 13]) {
      const begin = await beginOf(page, textOf('English', second));
      assert.equal(await isWhiteAt(page, begin - FRAME), false, 'before the line');
      assert.deepEqual(await said(page), []);
      assert.equal(await isWhiteAt(page, begin + FRAME), true, 'with the line');
      assert.deepEqual(await said(page), [textOf('English', second)]);
      if (query === '') assert.ok(Math.abs(begin - second - BEGINS) < 0.03);
    }
    assert.ok((await yellowOn(page)) > 20, 'the line is seen, in its colour');
  });
}

test('what the server learns later is shown then', inBrowser, async (t) => {
  const engine = createEngine();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const cueScan: Engine['cueScan'] = async (...args) => {
    await begun;
    return engine.cueScan(...args);
  };
  const page = await watch(t, '', { ...engine, cues: async () => null, cueScan });
  const unfinished = page.waitForResponse(/0\.vtt/);
  await choose(page, 'English');
  assert.equal((await unfinished).headers()['cache-control'], 'no-store');
  begin();
  await isWhiteAt(page, (await beginOf(page, textOf('English', 7))) + FRAME);
  assert.deepEqual(await said(page), [textOf('English', 7)]);
});

test('off, another language, and with a key', inBrowser, async (t) => {
  const page = await watch(t, '');
  await openMenu(page, 'Subtitles');
  const listed = await page.getByRole('menuitemradio').allInnerTexts();
  assert.deepEqual(listed, ['Off', 'English', 'German']);
  await page.keyboard.press('Escape');
  await choose(page, 'German');
  const begin = await beginOf(page, textOf('German', 9));
  await isWhiteAt(page, begin + FRAME);
  assert.deepEqual(await said(page), [textOf('German', 9)]);
  await choose(page, 'English');
  await beginOf(page, textOf('English', 9));
  assert.deepEqual(await said(page), [textOf('English', 9)]);
  await page.keyboard.press('c');
  assert.deepEqual(await said(page), []);
  await page.keyboard.press('c');
  assert.deepEqual(await said(page), [textOf('English', 9)]);
  await page.reload(); // as chosen the last time
  await page.waitForFunction(() =>
    Array.from(window.haema?.video.textTracks ?? []).some(
      ({ label, mode }) => label === 'English' && mode === 'showing',
    ),
  );
  await choose(page, 'Off');
  assert.deepEqual(await said(page), []);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('larger, and later or earlier than the file says', inBrowser, async (t) => {
  const page = await watch(t, '');
  await choose(page, 'English');
  const begin = await beginOf(page, textOf('English', 5));
  const open = async (name: string): Promise<void> => {
    await openMenu(page, 'Subtitles');
    await page.getByRole('menuitem', { name }).click();
  };
  await open('Subtitle timing');
  for (let tenth = 0; tenth < 5; tenth++) {
    await page.getByRole('menuitem', { name: '0.1 seconds later' }).click();
  }
  await page.getByText('0.5 s later').waitFor();
  assert.ok(Math.abs((await beginOf(page, textOf('English', 5))) - begin - 0.5) < 0.01);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('g');
  assert.ok(Math.abs((await beginOf(page, textOf('English', 5))) - begin - 0.4) < 0.01);
  await open('Subtitle size');
  await page.getByRole('menuitemradio', { name: 'Very large' }).click();
  await page.reload();
  await playedTo(page, 0.5);
  await choose(page, 'English');
  await page.locator('.subtitles-huge').waitFor();
  await page.waitForFunction(
    ([text, wanted]) =>
      Array.from(window.haema?.video.textTracks ?? [])
        .flatMap(({ cues }) => Array.from(cues ?? []))
        .filter((cue) => (cue as VTTCue).getCueAsHTML().textContent === text)
        .some(({ startTime }) => Math.abs(startTime - wanted) < 0.01),
    [textOf('English', 5), begin + 0.4] as const,
  );
});
