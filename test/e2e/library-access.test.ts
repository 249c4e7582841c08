/** The library for those who see, hear or move otherwise, and for those who have arrows only. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { SERIES_ID, VIDEO_ID, videoId } from '../support/stub-shows.ts';
import { begunFilm } from '../support/stub-watching.ts';
import { serious } from './axe.ts';
import { stepsOf } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

beforeEach(() => {
  if (inBrowser.skip !== false) return;
  scene.server.titles = Array.from({ length: 40 }, (_, index) => `Title ${index}`);
  scene.server.series = null;
  scene.server.watching.toContinue = [
    begunFilm('Title 0', VIDEO_ID, 0.5),
    begunFilm('Title 1', videoId(1), 0.1),
  ];
});

const screens: readonly (readonly [name: string, path: string, isSeries: boolean])[] = [
  ['home', '/', false],
  ['all', '/?list=all', false],
  ['results', '/?search=title', false],
  ['no results', '/?search=nothing', false],
  ['film', `/?show=${VIDEO_ID}`, false],
  ['series', `/?show=${SERIES_ID}`, true],
];

const open = async (page: Page, path: string, isSeries: boolean): Promise<void> => {
  scene.server.series = isSeries ? 'Lost' : null;
  await page.goto(scene.base + path);
  await page.locator('main [data-focus], main [role=alert]').first().waitFor();
};

for (const colorScheme of ['dark', 'light'] as const) {
  test(`axe finds nothing serious where it is ${colorScheme}`, inBrowser, async (t) => {
    const page = await scene.open(t, { colorScheme });
    for (const [name, path, isSeries] of screens) {
      await open(page, path, isSeries);
      assert.deepEqual(await serious(page), [], name);
    }
    scene.server.watching.profiles = [
      { profile_id: 'default', name: 'Everyone' },
      { profile_id: 'ada', name: 'Ada' },
    ];
    await page.goto(scene.base);
    await page.getByRole('button', { name: /^Who watches/ }).click();
    for (const name of ['Add someone', 'Change Ada', 'Remove']) {
      await page.getByRole('button', { name }).click();
      assert.deepEqual(await serious(page), [], name);
    }
  });
}

/** Without addresses. */
const tree = async (page: Page, selector: string): Promise<string[]> => {
  const lines = (await page.locator(selector).ariaSnapshot()).split('\n');
  return lines
    .filter((line) => !/^ +- \/url: /.test(line))
    .map((line) => line.replace(/^( *- link "[^"]*"):$/, '$1'));
};

test('a screen reader is told of everything', inBrowser, async (t) => {
  const page = await scene.open(t);
  await open(page, '/', false);
  assert.deepEqual((await tree(page, '#app')).slice(0, HOME_TREE.length), HOME_TREE);
  scene.server.titles = ['Pilot', 'Tabula Rasa', 'Walkabout'];
  await open(page, '/?list=all', false);
  assert.deepEqual((await tree(page, 'main')).slice(0, LIST_TREE.length), LIST_TREE);
  await open(page, '/?search=pilot', false);
  assert.deepEqual(await tree(page, 'main'), RESULTS_TREE);
  await open(page, `/?show=${VIDEO_ID}`, false);
  assert.deepEqual(await tree(page, 'main'), FILM_TREE);
  await open(page, `/?show=${SERIES_ID}`, true);
  assert.deepEqual(await tree(page, 'main'), SERIES_TREE);
});

const HOME_TREE = [
  '- banner:',
  '  - link "haema"',
  '    - text: haema.',
  '  - navigation "Library":',
  '    - link "Home"',
  '    - link "Movies"',
  '    - link "Series"',
  '    - link "All"',
  '  - searchbox "Search titles"',
  `  - 'button "Who watches: Everyone"'`,
  '- main:',
  '  - heading "haema" [level=1]',
  '  - region "Continue watching":',
  '    - heading "Continue watching" [level=2]',
  '    - list:',
  '      - listitem:',
  '        - link "Title 0 50 min left"',
  '        - link "About Title 0"',
  '        - button "Take Title 0 out of this row"',
];

const LIST_TREE = [
  '- main:',
  '  - heading "All" [level=1]',
  '  - status: 3 titles',
  '  - navigation "Sort by":',
  '    - link "Title"',
  '    - link "Recently added"',
  '    - link "Year"',
  '  - button "Unwatched"',
  '  - list "All":',
  '    - listitem:',
  '      - link "Pilot 45 s"',
  '      - link "About Pilot"',
];

const RESULTS_TREE = [
  '- main:',
  '  - heading "Results for “pilot”" [level=1]',
  '  - status: 1 title',
  '  - list "Results for “pilot”":',
  '    - listitem:',
  '      - link "Pilot 45 s"',
  '      - link "About Pilot"',
];

const FILM_TREE = [
  '- main:',
  '  - button "Back"',
  '  - heading "Pilot" [level=1]',
  '  - paragraph: 45 s 4K HDR10 5.1',
  '  - link "Play"',
  '  - button "Mark as watched"',
  '  - term: Audio',
  '  - definition: English, German',
  '  - term: Subtitles',
  '  - definition: Korean',
];

const SERIES_TREE = [
  '- main:',
  '  - button "Back"',
  '  - heading "Lost" [level=1]',
  '  - paragraph: 2004 · 2 seasons · 3 episodes 4K HDR10 5.1',
  '  - paragraph: They are lost.',
  '  - link "Play 1×01"',
  '  - button "Mark as watched"',
  '  - term: Audio',
  '  - definition: English, German',
  '  - term: Subtitles',
  '  - definition: Korean',
  '  - region "Episodes":',
  '    - navigation "Seasons":',
  '      - button "Season 1" [pressed]',
  '      - button "Season 2"',
  '    - list:',
  '      - listitem:',
  '        - link "1. Pilot 45 s"',
  '        - button "Mark Pilot as watched"',
  '      - listitem:',
  '        - link "2. Tabula Rasa 11 min"',
  '        - button "Mark Tabula Rasa as watched"',
];

/** Of each screen; a thousand in all. */
const STEPS = stepsOf(200);

/** As a remote control sends it, with what browsers do where nobody else does. */
const press = (page: Page, keys: readonly number[]): Promise<(string | null)[]> =>
  page.evaluate(async (codes) => {
    const lost: (string | null)[] = [];
    for (const [step, keyCode] of codes.entries()) {
      const focused = document.activeElement;
      const down = new KeyboardEvent('keydown', { bubbles: true, cancelable: true });
      Object.defineProperty(down, 'keyCode', { value: keyCode });
      // What plays has a test of its own.
      const plays = focused?.getAttribute('href')?.startsWith('/watch/') === true;
      if (keyCode !== 13 || !plays) focused?.dispatchEvent(down);
      if (keyCode === 13 && !plays && !down.defaultPrevented) (focused as HTMLElement)?.click();
      if (step % 8 === 0) await new Promise((done) => requestAnimationFrame(done));
      else await Promise.resolve();
      const { activeElement } = document;
      const isSeen = activeElement !== null && activeElement.getClientRects().length > 0;
      if (activeElement === document.body || !isSeen) lost.push(`step ${step}: ${keyCode}`);
    }
    return lost;
  }, keys);

const ARROWS = [37, 38, 39, 40];

for (const [at, [name, path, isSeries]] of screens.filter(([it]) => it !== 'results').entries()) {
  test(`the focus is never on nothing, from ${name}`, inBrowser, async (t) => {
    const page = await scene.open(t, { userAgent: TELEVISION });
    await open(page, path, isSeries);
    await page.locator('main:focus, main :focus').waitFor();
    const next = seededInts(at + 1);
    const keys = Array.from({ length: STEPS }, () => {
      const chance = next(100);
      if (chance < 4) return 13;
      return chance < 6 ? 10009 : (ARROWS[next(4)] ?? 40);
    });
    assert.deepEqual(await press(page, keys), []);
  });
}
