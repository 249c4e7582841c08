/** Ten thousand titles, as one looks through them. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { inBrowser } from '../support/browser.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const MOST_NODES = 1500;
const MOST_BYTES = 400_000;

beforeEach(() => {
  if (inBrowser.skip !== false) return;
  scene.server.titles = Array.from({ length: 10_000 }, (_, index) => `Title ${index}`);
});

/** Bytes of what has come so far, pictures left out, as the server packs them. */
const loading = (page: Page): (() => Promise<number>) => {
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    const isPicture = response.url().includes('/image/');
    if (!isPicture && response.ok()) bodies.push(response.body());
  });
  return async () => {
    const packed = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
    return packed.reduce((sum, length) => sum + length, 0);
  };
};

interface TraceEvent {
  readonly name: string;
  readonly tdur?: number;
}

/** Milliseconds of the processor that the longest task of the page takes meanwhile. */
const longestTask = async (page: Page, run: () => Promise<void>): Promise<number> => {
  const browser = page.context().browser() ?? assert.fail('it is in no browser');
  await browser.startTracing(page, { categories: ['disabled-by-default-devtools.timeline'] });
  await run();
  const trace = JSON.parse((await browser.stopTracing()).toString()) as {
    traceEvents: TraceEvent[];
  };
  const tasks = trace.traceEvents.filter(({ name }) => name === 'RunTask');
  assert.ok(tasks.length > 60, 'frames were drawn');
  return Math.max(...tasks.map(({ tdur = 0 }) => tdur)) / 1000;
};

/** Down the list, a good part of the screen every frame; how many elements there were at most. */
const scroll = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    let nodes = 0;
    for (let frame = 0; frame < 60; frame++) {
      window.scrollBy(0, 300);
      await new Promise((done) => requestAnimationFrame(done));
      nodes = Math.max(nodes, document.querySelectorAll('*').length);
    }
    return nodes;
  });

test('only what is near the screen is made, and scrolling is smooth', inBrowser, async (t) => {
  const page = await scene.open(t);
  const loaded = loading(page);
  await page.goto(`${scene.base}/?list=all`);
  await page.getByText('10000 titles').waitFor();
  await page.locator('.card').first().waitFor();
  const bytes = await loaded();
  assert.ok(bytes < MOST_BYTES, `${bytes} bytes before anything is seen`);
  let nodes = 0;
  const longest = await longestTask(page, async () => {
    nodes = await scroll(page);
  });
  assert.ok(nodes < MOST_NODES, `${nodes} elements`);
  t.diagnostic(`${bytes} bytes, ${nodes} elements, ${longest} ms in the longest task`);
  await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.getByRole('link', { name: /^Title 9999/ }).waitFor();
});

/** What is there once all that nobody holds any more is gone. */
const weigh = async (session: CDPSession) => {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize: bytes } = await session.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners: listeners } = await session.send('Memory.getDOMCounters');
  return { bytes, nodes, listeners };
};

/** HAEMA_ROUNDS=200 takes a minute. */
const ROUNDS = Number(process.env['HAEMA_ROUNDS'] ?? 20);
/** Until then caches fill, and the browser gets to know the scripts. */
const WARM = Math.min(20, ROUNDS / 2);
const MOST_MORE = { bytes: 1e6, nodes: 200, listeners: 20 };

/** To each place of the list (0 is its beginning, 1 its end), from there to a title, and back. */
const goRound = (page: Page, places: readonly number[]): Promise<void> =>
  page.evaluate(async (all) => {
    const until = async (isSo: () => boolean): Promise<void> => {
      while (!isSo()) await new Promise((done) => requestAnimationFrame(done));
    };
    const links = (): NodeListOf<HTMLElement> => document.querySelectorAll('.card-about');
    for (const place of all) {
      window.scrollTo(0, place * (document.documentElement.scrollHeight - innerHeight));
      const isNear = (link: HTMLElement | undefined): boolean =>
        Math.abs(link?.getBoundingClientRect().top ?? Number.POSITIVE_INFINITY) < innerHeight;
      await until(() => isNear(links()[20]));
      links()[20]?.click();
      await until(() => document.querySelector('.show h1') !== null);
      history.back();
      await until(() => links().length > 20);
    }
    window.scrollTo(0, 0);
    await until(() => document.querySelector('[data-index="0"] .card-about') !== null);
  }, places);

test('who looks at many titles leaves nothing behind', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(`${scene.base}/?list=all`);
  await page.locator('.card').first().waitFor();
  const session = await page.context().newCDPSession(page);
  const next = seededInts(3);
  const after = async (rounds: number) => {
    await goRound(
      page,
      Array.from({ length: rounds }, () => next(10_000) / 10_000),
    );
    return weigh(session);
  };
  const warm = await after(WARM);
  const end = await after(ROUNDS - WARM);
  t.diagnostic(`${JSON.stringify(warm)}, then ${JSON.stringify(end)}`);
  for (const what of ['bytes', 'nodes', 'listeners'] as const) {
    const most = warm[what] + MOST_MORE[what];
    assert.ok(end[what] < most, `${what}: ${warm[what]}, then ${end[what]}`);
  }
});
