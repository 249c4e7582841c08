/** The whole way of somebody who wants to watch, with the whole server, on three screens. */
import assert from 'node:assert/strict';
import { after, before, type TestContext, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { listed, serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { COUNT, EPISODES, FILM, fillLibrary, SECOND_SOUND, SERIES } from './films.ts';
import { HANDS, type Hand } from './hands.ts';
import { playedTo, position } from './page.ts';
import { type Screens, screensOf } from './screens.ts';

declare global {
  interface Window {
    /** Where it began to play, each time. */
    begun?: number[];
    /** Where it was seen last. */
    seen?: number;
  }
}

let browser: Browser;

before(async () => {
  if (inBrowser.skip === false) browser = await launchBrowser();
});
after(async () => {
  if (inBrowser.skip === false) await browser.close();
});

/** Somebody at a screen. */
interface Viewer {
  readonly page: Page;
  readonly hand: Hand;
  readonly url: string;
  readonly look: Screens;
}

/** As somebody of their own, so that nobody goes on where another one stopped. */
const sitDown = async (t: TestContext, url: string, hand: Hand): Promise<Viewer> => {
  const page = await openPage(t, browser, hand.options);
  const body = JSON.stringify({ name: hand.name });
  const added = await fetch(`${url}/api/v1/profiles`, { method: 'POST', body });
  const { profile_id: value } = (await added.json()) as { profile_id: string };
  await page.context().addCookies([{ name: 'haema_profile', value, url }]);
  await page.addInitScript(() => {
    const place = ({ target }: Event): number => (target as HTMLVideoElement).currentTime;
    const begin = (event: Event): void => {
      window.begun = [...(window.begun ?? []), place(event)];
    };
    const see = (event: Event): void => {
      window.seen = place(event);
    };
    document.addEventListener('playing', begin, true);
    document.addEventListener('timeupdate', see, true);
  });
  return { page, hand, url, look: screensOf(page, hand.name) };
};

const find = async ({ page, hand, url, look }: Viewer): Promise<void> => {
  await page.goto(url);
  await page.locator('.card').first().waitFor();
  await look('home');
  await hand.reach(page, page.getByRole('searchbox'));
  await page.keyboard.type('north');
  const found = page.locator('main').getByRole('link', { name: SERIES });
  await page.getByText('1 title', { exact: true }).waitFor();
  await look('results');
  await hand.press(page, found);
  await page.getByRole('heading', { name: SERIES, level: 1 }).waitFor();
  await look('series');
};

/** On a phone by way of the settings. */
const choose = async ({ page, hand, look }: Viewer, menu: string, choice: RegExp) => {
  const button = page.getByRole('button', { name: new RegExp(`^${menu}`) });
  if ((await button.count()) > 0) await hand.press(page, button);
  else {
    await hand.press(page, page.getByRole('button', { name: 'Settings' }));
    await hand.press(page, page.getByRole('menuitem', { name: menu }));
  }
  const row = page.getByRole('menuitemradio', { name: choice });
  await row.waitFor();
  await look(menu.toLowerCase().replace(' ', '-'));
  await hand.press(page, row);
};

const watch = async (viewer: Viewer): Promise<void> => {
  const { page, hand, look } = viewer;
  await hand.press(page, page.getByRole('link', { name: 'Play 1×01' }));
  await playedTo(page, 0.5);
  await look('player');
  const before = await position(page);
  await hand.seek(page);
  await playedTo(page, before + 10, 9000); // sooner than by playing on
  await hand.press(page, page.getByRole('button', { name: 'Pause' }));
  await choose(viewer, 'Sound track', new RegExp(SECOND_SOUND));
  await choose(viewer, 'Subtitles', /^English/);
  await choose(viewer, 'Quality', /^360p/);
  await hand.press(page, page.getByRole('button', { name: 'Play', exact: true }));
  await playedTo(page, (await position(page)) + 0.5);
  await page.locator('.playing').getByText('360p').waitFor({ state: 'attached' });
  await page.waitForFunction((sound) => {
    const { hls, video } = window.haema ?? {};
    const isRead = Array.from(video?.textTracks ?? []).some(({ mode }) => mode === 'showing');
    return isRead && hls?.audioTracks[hls.audioTrack]?.name === sound;
  }, SECOND_SOUND);
  await hand.goBack(page);
};

const goOn = async ({ page, hand, look }: Viewer): Promise<void> => {
  const again = page.getByRole('link', { name: 'Go on with 1×01' });
  await again.waitFor();
  await look('series-begun');
  const left = await page.evaluate(() => {
    window.begun = [];
    return window.seen ?? 0;
  });
  await hand.press(page, again);
  await page.waitForFunction(() => (window.begun ?? []).length > 0);
  const [resumed = 0] = await page.evaluate(() => window.begun ?? []);
  assert.ok(
    left > 15 && Math.abs(resumed - left) <= 1,
    `left at ${left} s, went on at ${resumed} s`,
  );
  await look('resumed');
};

const watchNext = async ({ page, hand, look }: Viewer): Promise<void> => {
  await page.evaluate(() => {
    const { video } = window.haema ?? {};
    if (video) video.currentTime = video.duration - 0.5;
  });
  await page.getByRole('dialog', { name: `Next: 1×02 · ${EPISODES[1]}` }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'From the beginning' }).count(), 0);
  await look('next');
  await hand.press(page, page.getByRole('button', { name: 'Play next' }));
  await page.getByRole('heading', { name: EPISODES[1] }).waitFor({ state: 'attached' });
  await playedTo(page, 0.3);
  await hand.press(page, page.getByRole('button', { name: 'Settings' }));
  await look('settings');
  await hand.press(page, page.getByRole('menuitem', { name: 'Statistics' }));
  await look('statistics');
};

const NOWHERE = 'aaaaaaaaaaaaaaaa';

/** Of the rest there is nothing to be tried that other tests do not try. */
const lookAround = async ({ page, hand, url, look }: Viewer): Promise<void> => {
  const visit = async (path: string, what: string): Promise<void> => {
    await page.goto(url + path);
    await page.locator('.card, .message, .notice, .titles a').first().waitFor();
    await look(what);
  };
  await visit('/', 'home-begun');
  const who = page.getByRole('button', { name: /^Who watches/ });
  await (hand.name === 'television' ? who.press('Enter') : hand.press(page, who));
  await look('who-watches');
  await visit('/?list=movie', 'movies');
  await page.goto(`${url}/?search=${FILM}`);
  await page.locator('.card-about').first().dispatchEvent('click');
  await page.getByRole('heading', { name: FILM, level: 1 }).waitFor();
  await look('film');
  await visit('/?search=zzzz', 'nothing-found');
  await visit(`/?show=${NOWHERE}`, 'no-title');
  await visit(`/watch/${NOWHERE}`, 'no-video');
  await visit('/lite', 'lite');
  await page.getByRole('link', { name: SERIES }).last().click();
  await page.getByRole('link', { name: EPISODES[0] }).first().waitFor();
  await look('lite-series');
  await page.getByRole('link', { name: EPISODES[0] }).first().click();
  await page.locator('video').waitFor();
  await look('lite-watch');
};

test('found, watched, left, gone on with, and what comes next', inBrowser, async (t) => {
  const { url } = await serveFolder(t, fillLibrary);
  await listed(url, COUNT);
  for (const hand of HANDS) {
    await t.test(`on a ${hand.name}`, async (own) => {
      const viewer = await sitDown(own, url, hand);
      await find(viewer);
      await watch(viewer);
      await goOn(viewer);
      await watchNext(viewer);
      await lookAround(viewer);
    });
  }
});
