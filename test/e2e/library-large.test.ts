/** Ten thousand titles, as one looks through them. */
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import type { CDPSession, Page } from 'playwright-core';
import { inBrowser } from '../support/browser.ts';
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

const heap = async (session: CDPSession): Promise<{ nodes: number; jsEventListeners: number }> => {
  await session.send('HeapProfiler.collectGarbage');
  return session.send('Memory.getDOMCounters');
};

test(
  'who looks at many titles, one after the other, leaves nothing behind',
  inBrowser,
  async (t) => {
    const page = await scene.open(t);
    await page.goto(`${scene.base}/?list=all`);
    await page.locator('.card').first().waitFor();
    const session = await page.context().newCDPSession(page);
    const round = async (index: number): Promise<void> => {
      await page.evaluate((top) => window.scrollTo(0, top), index * 900);
      const about = page.locator('.card-about:visible').nth(30);
      await about.evaluate((link: HTMLElement) => link.click());
      await page.locator('.show h1').waitFor();
      await page.evaluate(() => history.back());
      await page.locator('.grid .card').first().waitFor();
    };
    const rounds = Number(process.env['HAEMA_ROUNDS'] ?? 4);
    for (let index = 1; index <= rounds; index++) await round(index);
    const before = await heap(session);
    for (let index = 1; index <= rounds; index++) await round(index);
    const after = await heap(session);
    assert.ok(after.nodes < before.nodes + 500, `${before.nodes} nodes, then ${after.nodes}`);
    assert.ok(after.jsEventListeners < before.jsEventListeners + 100);
  },
);
