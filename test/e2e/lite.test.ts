/** The plain pages in a real browser, as somebody with a remote control goes through them. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { listed, serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { clip } from '../support/clips.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { stepsOf } from './page.ts';

let browser: Browser;

before(async () => {
  // As televisions have it: arrows move the focus where no script does.
  if (inBrowser.skip === false) browser = await launchBrowser(['--enable-spatial-navigation']);
});

after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

const EPISODE = '<img src=x onerror=alert(1)> & "more"';

const fill = (films: string): void => {
  mkdirSync(join(films, 'Show/Season 1'), { recursive: true });
  for (const name of [EPISODE, 'Part 2']) {
    const number = name === EPISODE ? 1 : 2;
    copyFileSync(clip('vp9-opus.webm'), join(films, `Show/Season 1/S01E0${number} - ${name}.mkv`));
  }
};

test('by keys alone: search, a series, an episode, and it plays on', inBrowser, async (t) => {
  const { url } = await serveFolder(t, fill, { cache: 'false' });
  const ids = await listed(url, 2);
  const id = ids[`S01E01 - ${EPISODE}`] ?? '';
  await fetch(`${url}/api/v1/video/${id}/progress`, {
    method: 'PUT',
    body: JSON.stringify({ position: 11, duration: 100 }),
  });
  const page = await openPage(t, browser);
  await page.goto(`${url}/lite`);
  const reach = async (name: string): Promise<void> => {
    const count = await page.locator('a, button, input, video').count();
    for (let at = 0; at <= count; at++) {
      const focused = await page.evaluate(() => {
        const { activeElement, body } = document;
        return activeElement === body ? '' : (activeElement?.textContent ?? '');
      });
      if (focused.includes(name)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail(`${name} cannot be reached`);
  };
  await page.locator('input').focus();
  await page.keyboard.type('show');
  await Promise.all([page.waitForURL(/search=show/), page.keyboard.press('Enter')]);
  for (const [name, address] of [
    ['Show', /lite\/\w+$/],
    ['<img', /lite\/\w+\/\w+$/],
    ['Start over', /from=0$/],
  ] as const) {
    await reach(name);
    await Promise.all([page.waitForURL(address), page.keyboard.press('Enter')]);
  }
  await page.locator('video').focus();
  await page.evaluate(() => document.querySelector('video')?.play());
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.3);
  await reach('Next episode');
  await Promise.all([page.waitForURL(/lite\/\w+\/\w+$/), page.keyboard.press('Enter')]);
  assert.equal(await page.locator('h1').textContent(), 'Show – S01E02 – Part 2');
});

const STEPS = stepsOf(200);
const ARROWS = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight'];

const fillMore = (films: string): void => {
  fill(films);
  for (let film = 1; film <= 6; film++) {
    copyFileSync(clip('short.mp4'), join(films, `Film number ${film}.mp4`));
  }
};

/** What Enter does where the focus is: opens another page of these, or something else. */
const isWithin = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { activeElement: focused } = document;
    if (focused instanceof HTMLAnchorElement) return /^\/lite/.test(focused.pathname);
    return focused instanceof HTMLButtonElement;
  });

const focusProblem = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const { activeElement: focused } = document;
    if (focused === null || focused === document.body) return `on nothing at ${location}`;
    const { bottom, top } = focused.getBoundingClientRect();
    return bottom > 0 && top < innerHeight ? null : `${focused.outerHTML} is not seen`;
  });

/** Where there is none after a while, whoever looks for it says so. */
const focused = (page: Page): Promise<unknown> =>
  page
    .waitForFunction(() => document.activeElement !== document.body, null, { timeout: 5000 })
    .catch(() => undefined);

test('arrows and OK never lose the focus', inBrowser, async (t) => {
  const { url } = await serveFolder(t, fillMore, { cache: 'false' });
  await listed(url, 8);
  const page = await openPage(t, browser);
  await page.goto(`${url}/lite`);
  const next = seededInts(5);
  const pages = new Set<string>();
  for (let step = 0; step < STEPS; step++) {
    const opens = next(12) === 0 && (await isWithin(page));
    const key = opens ? 'Enter' : (ARROWS[next(4)] ?? 'ArrowDown');
    const loaded = opens ? page.waitForEvent('load') : null;
    await Promise.all([loaded, page.keyboard.press(key)]);
    // `autofocus` is heeded when the page is first drawn, which may be after it is loaded.
    if (opens) await focused(page);
    pages.add(new URL(page.url()).pathname);
    assert.equal(await focusProblem(page), null, `step ${step}: ${key}`);
  }
  assert.ok(pages.size > 3, `${[...pages]}`);
});
