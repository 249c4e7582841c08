/** What tests ask of the player's page. */
import type { Page } from 'playwright-core';

interface HlsOfPage {
  readonly currentLevel: number;
  nextLevel: number;
  bandwidthEstimate: number;
  readonly levels: readonly { readonly url: readonly string[] }[];
  audioTrack: number;
  readonly audioTracks: readonly { readonly name: string }[];
  on(event: 'hlsError', listener: (event: string, error: HlsError) => void): void;
}

interface HlsError {
  readonly type: string;
  readonly details: string;
  readonly fatal: boolean;
}

declare global {
  interface Window {
    readonly haema?: {
      readonly video: HTMLVideoElement;
      readonly hls: HlsOfPage | null;
    };
    /** Media time of the frame on the screen. */
    shownFrame?: number;
    /** What hls.js reported, where a test wants to know. */
    mediaErrors?: string[];
  }
}

/**
 * Until the picture has gone on to this time.
 *
 * `timeout`: milliseconds; the page's own unless told.
 */
export const playedTo = async (page: Page, seconds: number, timeout?: number): Promise<void> => {
  await page.waitForFunction(
    (wanted) => (window.haema?.video.currentTime ?? 0) > wanted && !window.haema?.video.paused,
    seconds,
    timeout === undefined ? {} : { timeout },
  );
};

export const position = (page: Page): Promise<number> =>
  page.evaluate(() => window.haema?.video.currentTime ?? -1);

export const isPaused = (page: Page): Promise<boolean> =>
  page.evaluate(() => window.haema?.video.paused ?? true);

/** Seeks while paused; until a frame within `tolerance` of `seconds` is on the screen. */
export const seesFrame = async (page: Page, seconds: number, tolerance: number): Promise<void> => {
  await page.evaluate((target) => {
    const video = window.haema?.video;
    if (video === undefined) throw new Error('nothing plays');
    const look = (): number =>
      video.requestVideoFrameCallback((_, { mediaTime }) => {
        window.shownFrame = mediaTime;
        look();
      });
    if (window.shownFrame === undefined) look();
    window.shownFrame = -1;
    video.pause();
    video.currentTime = target;
  }, seconds);
  await page.waitForFunction(
    ([target, within]) =>
      window.haema?.video.seeking === false &&
      Math.abs((window.shownFrame ?? -1) - target) <= within,
    [seconds, tolerance] as const,
  );
};

/** Shows the player's controls, which may be hidden as nobody has moved for a while. */
export const wake = async (page: Page): Promise<void> => {
  for (const x of [300, 320]) await page.mouse.move(x, 200);
};

/** Opens a menu of the player's. */
export const openMenu = async (page: Page, name: string): Promise<void> => {
  await wake(page);
  await page.getByRole('button', { name }).click();
};

/** Chooses an entry of a menu of the player's. */
export const chooseIn = async (page: Page, menu: string, name: string | RegExp): Promise<void> => {
  await openMenu(page, menu);
  await page.getByRole('menuitemradio', { name }).click();
};

/** What has the focus, as a screen reader would name it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement;
    return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
  });

/** Presses a key until that has the focus. */
export const pressUntil = async (page: Page, key: string, name: RegExp): Promise<void> => {
  for (let tries = 0; tries < 12; tries++) {
    if (name.test(await focused(page))) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${key} does not reach ${name}; the focus is at ${await focused(page)}`);
};

/** Of a random walk; HAEMA_STEPS=1000 is a long one. */
export const stepsOf = (usual: number): number => Number(process.env['HAEMA_STEPS'] ?? usual);
