/** A real browser for tests of the page. */
import { execFileSync } from 'node:child_process';
import type { TestContext } from 'node:test';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

const find = (): string | null => {
  for (const name of NAMES) {
    try {
      return execFileSync('which', [name], { encoding: 'utf8' }).trim();
    } catch {
      // not this one
    }
  }
  return null;
};

const browserPath = find();

/** Of tests that need a browser: skipped, saying why, where there is none. */
export const inBrowser: { readonly skip: string | false; readonly timeout: number } = {
  skip: browserPath === null ? 'no chromium here: scripts/setup.sh --tests installs it' : false,
  timeout: 300_000,
};

export const TELEVISION =
  'Mozilla/5.0 (SMART-TV; LINUX; Tizen 5.5) AppleWebKit/537.36 (KHTML, like Gecko) ' +
  'Version/5.5 TV Safari/537.36';

export const launchBrowser = async (more: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath ?? '',
    args: ['--no-sandbox', '--autoplay-policy=no-user-gesture-required', ...more],
  });

/** A page of its own, closed when the test ends; an error in its scripts fails the test. */
export const openPage = async (
  t: TestContext,
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Page> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const errors: Error[] = [];
  page.on('pageerror', (error) => errors.push(error));
  page.setDefaultTimeout(60_000); // where other tests run beside it, a switch takes long
  t.after(async () => {
    await context.close();
    if (errors[0] !== undefined) throw errors[0];
  });
  return page;
};
