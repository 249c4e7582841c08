/** Pictures of screens, for people to look at. */
import { mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';

const FOLDER = join(dirname(dirname(fileURLToPath(import.meta.url))), 'artefacts', 'screens');

/** Takes one, once all on it is there, and names it. */
export type Screens = (what: string) => Promise<void>;

/** In a folder of their own, in the order in which they were seen. */
export const screensOf = (page: Page, name: string): Screens => {
  const folder = join(FOLDER, name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let count = 0;
  return async (what) => {
    count++;
    await page.waitForFunction(() => Array.from(document.images).every(({ complete }) => complete));
    const path = join(folder, `${String(count).padStart(2, '0')}-${what}.png`);
    await page.screenshot({ path, animations: 'disabled' });
  };
};
