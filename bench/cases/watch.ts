/** What a viewer waits for: from the press on a title, or on the time line, to the picture. */
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Page, Request } from 'playwright-core';
import { launchBrowser } from '../../test/support/browser.ts';
import { film8 } from '../clips.ts';
import type { Case, Claim, Comparison, Measured, Sample } from '../comparison.ts';
import { end, freshServer, urlOf } from '../servers.ts';

/** Seconds: further than what is loaded ahead. */
const SOUGHT = 52;

/** The rendition that is played, by what the page was told to play before. */
const RENDITIONS = { 'as it is': 'source_h264', made: '1080p_h264' } as const;

/** A title in the page; the link is one of ours. */
const show = (path: string): string => `{
  const link = document.body.appendChild(document.createElement('a'));
  link.href = ${JSON.stringify(path)};
  link.id = 'title';
}`;

const REST = `document.getElementById('title').focus()`;

/** Who has looked at a title before the press has given the page the time to ask for this. */
const foreseen = (rendition: string): string =>
  `performance.getEntriesByType('resource').some(
    ({ name }) => name.indexOf('/${rendition}/stream.m3u8') !== -1)`;

/** Milliseconds from the press on a title. */
const press = `new Promise((done) => {
  const pressed = performance.now();
  const look = () => {
    const video = window.haema && window.haema.video;
    const shown = (_, frame) => done(frame.expectedDisplayTime - pressed);
    if (video) video.requestVideoFrameCallback(shown);
    else setTimeout(look, 1);
  };
  document.getElementById('title').click();
  look();
})`;

/** Milliseconds from the press on the time line. */
const seek = `new Promise((done) => {
  const { video } = window.haema;
  const pressed = performance.now();
  const look = () => video.requestVideoFrameCallback((_, frame) => {
    if (frame.mediaTime > ${SOUGHT} - 0.1) done(frame.expectedDisplayTime - pressed);
    else look();
  });
  look();
  video.currentTime = ${SOUGHT};
})`;

/** The page as somebody sees it who is about to press: until then the server makes its pictures. */
const PICTURED = `document.images.length > 0 &&
  Array.from(document.images).every((image) => image.complete)`;

/** Milliseconds that the server had it in hand: stages of Server-Timing overlap. */
const serverMs = async (request: Request): Promise<number> => {
  await request.response();
  const { requestStart, responseStart } = request.timing();
  return responseStart - requestStart;
};

/** How long it took, beside what the server took for the first segment of it. */
const measure = async (page: Page, rendition: string, script: string): Promise<Sample> => {
  const segment = page.waitForRequest(new RegExp(`/${rendition}/\\d+\\.m4s`));
  const frameMs = await page.evaluate<number>(script);
  const server = await serverMs(await segment);
  return { frameMs, serverMs: server, addedMs: frameMs - server };
};

const visitOf = async (
  scratch: string,
  folder: string,
  rendition: string,
  rests: boolean,
): Promise<{ open: Sample; sought: Sample }> => {
  const server = await freshServer(scratch, folder);
  const [film = ''] = readdirSync(folder);
  const url = await urlOf(server.url, film);
  const id = url.split('/').pop();
  await (await fetch(`${url}/master.m3u8?container=fmp4`)).text(); // it has looked into the file
  const browser = await launchBrowser();
  const page = await browser.newPage({
    bypassCSP: true,
    viewport: { width: 1920, height: 1080 },
  });
  const settings = JSON.stringify({ quality: rendition });
  await page.addInitScript(`localStorage.setItem('haema.settings', ${JSON.stringify(settings)})`);
  await page.goto(server.url);
  await page.waitForFunction(PICTURED);
  await page.evaluate(show(`/watch/${id}`));
  if (rests) {
    await page.evaluate(REST);
    await page.waitForFunction(foreseen(rendition));
  }
  const open = await measure(page, rendition, press);
  await page.waitForFunction('window.haema.video.currentTime > 1');
  const sought = await measure(page, rendition, seek);
  await browser.close();
  await end(server);
  return { open, sought };
};

const CLAIMS: readonly Claim[] = ['opened', 'sought', 'at once'].map((variant) => ({
  ...{ variant, metric: 'addedMs', atMost: 250, of: 'value' },
}));

/**
 * `opened`: by a remote control or a mouse, which rests upon a title before the press; `at once`:
 * by a finger, which does not. Each round on a server that has made nothing, in a browser that has
 * loaded nothing.
 */
export const watch: Case = async (scratch) => {
  const folder = join(scratch, 'films');
  mkdirSync(folder);
  const film = basename(film8());
  copyFileSync(film8(), join(folder, film));
  return Object.entries(RENDITIONS).map(([name, rendition]): Comparison => {
    const command = `${film} in ${rendition}`;
    let last: ReturnType<typeof visitOf> | null = null;
    /** Both of one round are of one visit, whichever is asked for first. */
    const visit = async (take: 'open' | 'sought'): Promise<Measured> => {
      const isSecond = last !== null;
      last ??= visitOf(scratch, folder, rendition, true);
      const sample = (await last)[take];
      if (isSecond) last = null;
      return { command, sample };
    };
    const atOnce = async (): Promise<Measured> => {
      const { open } = await visitOf(scratch, folder, rendition, false);
      return { command, sample: open };
    };
    return {
      name: `1080p, ${name}`,
      files: [],
      baseline: 'opened',
      variants: {
        opened: () => visit('open'),
        sought: () => visit('sought'),
        'at once': atOnce,
      },
      claims: CLAIMS,
    };
  });
};
