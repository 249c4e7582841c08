/** What the tests of a file share: a browser, and a stub of the server. */
import { after, before, beforeEach, type TestContext } from 'node:test';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { buildPage } from '../../scripts/build-web.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';
import { hlsFixture } from '../support/hls-fixture.ts';
import { StubServer, VIDEO_ID } from '../support/stub-server.ts';
import { playedTo } from './page.ts';

interface Scene {
  readonly server: StubServer;
  /** Address of the list. */
  readonly base: string;
  /** An empty page. */
  open(t: TestContext, options?: BrowserContextOptions): Promise<Page>;
  /** Address of the one title's player. */
  watch(query?: string): string;
  /** A page on which that title has begun to play. */
  play(t: TestContext, options?: BrowserContextOptions & { query?: string }): Promise<Page>;
}

/** There while the tests of the calling file run; without a browser they are skipped. */
export const setScene = (): Scene => {
  let browser: Browser;
  let server: StubServer;
  let base: string;
  before(async () => {
    if (inBrowser.skip !== false) return;
    hlsFixture();
    [browser, server] = await Promise.all([
      launchBrowser(),
      buildPage().then((page) => new StubServer(page)),
    ]);
    base = await server.start();
  });
  after(async () => {
    if (inBrowser.skip !== false) return;
    await browser.close();
    await server.stop();
  });
  beforeEach(() => {
    server?.heal();
    server?.watching.clear();
  });
  const scene: Scene = {
    get server() {
      return server;
    },
    get base() {
      return base;
    },
    open: (t, options) => openPage(t, browser, options),
    watch: (query = '') => `${base}/watch/${VIDEO_ID}${query}`,
    play: async (t, { query, ...options } = {}) => {
      const page = await scene.open(t, options);
      await page.goto(scene.watch(query));
      await playedTo(page, 0.5);
      return page;
    },
  };
  return scene;
};
