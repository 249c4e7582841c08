/** How somebody presses what is on a screen: by a remote control, a finger or a mouse. */
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { TELEVISION } from '../support/browser.ts';
import { wake } from './page.ts';

export interface Hand {
  readonly name: 'television' | 'phone' | 'desktop';
  readonly options: BrowserContextOptions;
  /** Puts the focus on something, where text is typed. */
  readonly reach: (page: Page, target: Locator) => Promise<void>;
  readonly press: (page: Page, target: Locator) => Promise<void>;
  /** In the player: some way on. */
  readonly seek: (page: Page) => Promise<void>;
  /** To what was there before. */
  readonly goBack: (page: Page) => Promise<void>;
}

/** The arrow that leads there; null where the focus is there already. */
const arrowTo = (target: Locator): Promise<string | null> =>
  target.evaluate((element) => {
    const from = document.activeElement;
    if (from === element) return null;
    if (from === null || from.matches('body, main, .player')) return 'ArrowDown';
    const [here, there] = [from.getBoundingClientRect(), element.getBoundingClientRect()];
    if (there.bottom <= here.top + 1) return 'ArrowUp';
    if (there.top >= here.bottom - 1) return 'ArrowDown';
    return there.left > here.left ? 'ArrowRight' : 'ArrowLeft';
  });

const MOST_ARROWS = 40;

const reachByKeys = async (page: Page, target: Locator): Promise<void> => {
  await target.waitFor({ state: 'attached' });
  for (let count = 0; count < MOST_ARROWS; count++) {
    const arrow = await arrowTo(target);
    if (arrow === null) return;
    await page.keyboard.press(arrow);
  }
  throw new Error(`no arrow leads to ${target}`);
};

const isAsleep = async (page: Page): Promise<boolean> =>
  (await page.locator('.player.asleep').count()) > 0;

const tap = async (page: Page, target: Locator): Promise<void> => {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (await isAsleep(page)) await page.touchscreen.tap(width / 2, height / 4);
  await target.tap();
};

const click = async (page: Page, target: Locator): Promise<void> => {
  if (await isAsleep(page)) await wake(page);
  await target.click();
};

const backButton = (page: Page): Locator => page.getByRole('button', { name: 'Back', exact: true });

const DARK = { colorScheme: 'dark' } as const;

/** By arrows and OK alone; by taps; by clicks. */
export const HANDS: readonly Hand[] = [
  {
    name: 'television',
    options: { ...DARK, viewport: { width: 1920, height: 1080 }, userAgent: TELEVISION },
    reach: reachByKeys,
    press: async (page, target) => {
      await reachByKeys(page, target);
      await page.keyboard.press('Enter');
    },
    seek: async (page) => {
      for (let step = 0; step < 2; step++) await page.keyboard.press('ArrowRight');
    },
    goBack: (page) => page.keyboard.press('Escape'),
  },
  {
    name: 'phone',
    options: { ...DARK, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
    ...{ reach: tap, press: tap },
    seek: async (page) => {
      const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
      const tapThere = () => page.touchscreen.tap(0.85 * width, 0.3 * height);
      await Promise.all([tapThere(), tapThere(), tapThere()]); // at once, however busy it is
    },
    goBack: (page) => tap(page, backButton(page)),
  },
  {
    name: 'desktop',
    options: { viewport: { width: 1366, height: 768 }, colorScheme: 'light' },
    ...{ reach: click, press: click },
    seek: async (page) => {
      const bar = page.getByRole('slider', { name: 'Position' });
      const { width = 0, height = 0 } = (await bar.boundingBox()) ?? {};
      await bar.click({ position: { x: 0.5 * width, y: height / 2 } });
    },
    goBack: (page) => click(page, backButton(page)),
  },
];
