/** The player for those who see, hear or move otherwise, and for those who have arrows only. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { playedTo, stepsOf } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const STEPS = stepsOf(300);

interface Axe {
  run(root: string): Promise<{
    violations: readonly { id: string; impact: string; nodes: readonly { html: string }[] }[];
  }>;
}

const axeCore = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe finds, with the first element of each kind. */
const serious = async (page: Page): Promise<string[]> => {
  await page.evaluate(axeCore);
  return page.evaluate(async () => {
    const { axe } = window as unknown as { axe: Axe };
    const { violations } = await axe.run('main');
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
  });
};

const opened: readonly (readonly [string, (page: Page) => Promise<void>])[] = [
  ['its controls', async () => undefined],
  ['a menu', (page) => page.getByRole('button', { name: 'Quality' }).click()],
  ['its settings', (page) => page.getByRole('button', { name: 'Settings' }).click()],
  ['its keys', (page) => page.keyboard.press('?')],
  ['its figures', (page) => page.keyboard.press('i')],
  [
    'a failure',
    async (page) => {
      scene.server.fail(/\.m4s$/, 410, 'stale_playlist');
      await page.evaluate(() => {
        if (window.haema) window.haema.video.currentTime = 50;
      });
      await page.getByRole('alert').waitFor();
    },
  ],
];

test('axe finds nothing serious, whatever is open', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.evaluate(() => window.haema?.video.pause());
  await page.getByRole('button', { name: 'Play' }).waitFor();
  for (const [name, open] of opened) {
    await open(page);
    assert.deepEqual(await serious(page), [], name);
    if (name !== 'its controls') await page.keyboard.press('Escape');
  }
});

test('a screen reader is told of everything', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.evaluate(() => {
    window.haema?.video.pause();
    if (window.haema) window.haema.video.currentTime = 30;
  });
  await page.getByText('0:30 / 1:00').waitFor();
  const tree = await page.getByRole('region', { name: 'Big Buck Bunny' }).ariaSnapshot();
  assert.equal(
    tree.replace(/ {2}- button "(Picture in picture|Full screen)":?\n?/g, '').trim(),
    [
      '- region "Big Buck Bunny":',
      '  - button "Back"',
      '  - heading "Big Buck Bunny" [level=1]',
      '  - paragraph: 360p',
      '  - slider "Position"',
      '  - button "Play"',
      '  - button "10 seconds back": "10"',
      '  - button "10 seconds on": "10"',
      '  - button "Mute"',
      '  - slider "Volume": "100"',
      '  - timer: 0:30 / 1:00',
      '  - button "Chapters"',
      '  - button "Sound track"',
      `  - 'button "Quality: 360p"': 360p`,
      '  - button "Settings"',
    ].join('\n'),
  );
});

/** What has the focus, or what is wrong with that. */
const focusProblem = (page: Page): Promise<string | null> =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    if (element === null || element === document.body) return 'the focus is nowhere';
    if (element.classList.contains('player')) return null;
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const isSeen = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
    const { visibility } = getComputedStyle(element);
    return isSeen && visibility === 'visible' ? null : `${element.outerHTML} is not seen`;
  });

test('arrows and Enter never lose the focus', inBrowser, async (t) => {
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.watch());
  await playedTo(page, 0.3);
  const next = seededInts(7);
  const keys = ['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Enter'];
  const walked: string[] = [];
  for (let step = 0; step < STEPS; step++) {
    const name = await page.evaluate(() => document.activeElement?.getAttribute('aria-label'));
    const key = keys[next(keys.length)] ?? 'Enter';
    if (key === 'Enter' && (name === 'Back' || name === 'Full screen')) continue;
    walked.push(key);
    await page.keyboard.press(key);
    assert.equal(await focusProblem(page), null, walked.slice(-10).join(' '));
  }
  assert.equal(new URL(page.url()).pathname, new URL(scene.watch()).pathname);
});
