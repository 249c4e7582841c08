import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { inBrowser } from '../support/browser.ts';
import { FRAME_RATE, SECONDS } from '../support/hls-fixture.ts';
import { seededInts } from '../support/seeded-ints.ts';
import { chooseIn, isPaused, playedTo, position, seesFrame, wake } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const chooseGerman = async (page: Page): Promise<void> => {
  await chooseIn(page, 'Sound track', 'Deutsch');
  await page.waitForFunction(() => window.haema?.hls?.audioTrack === 1);
};

test('a title of the list plays', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.locator('.card').first().click();
  await playedTo(page, 1);
  assert.equal(new URL(page.url()).pathname, new URL(scene.watch()).pathname);
  assert.match(await page.title(), /Big Buck Bunny/);
  await page.goBack();
  await page.locator('.card').first().waitFor();
  assert.equal(await page.evaluate(() => 'haema' in window), false);
});

for (const query of ['', '?container=ts']) {
  const name = query === '' ? 'fMP4' : 'MPEG-TS';
  test(`seeks in ${name} show the frame they asked for`, inBrowser, async (t) => {
    const page = await scene.play(t, { query });
    const next = seededInts(query.length + 1);
    for (let seek = 0; seek < 3; seek++) {
      const target = next((SECONDS - 1) * 1000) / 1000;
      await seesFrame(page, target, 1.01 / FRAME_RATE);
    }
  });
}

/** Of the seek bar's length. */
const pointAt = async (page: Page, part: number): Promise<void> => {
  await wake(page);
  const box = await page.getByRole('slider', { name: 'Position' }).boundingBox();
  assert.ok(box !== null);
  await page.mouse.move(box.x + box.width * part, box.y + box.height / 2);
};

test('the seek bar goes where it is clicked', inBrowser, async (t) => {
  const page = await scene.play(t);
  await pointAt(page, 0.5);
  await page.getByText('Noon · 0:30').waitFor();
  await page.mouse.down();
  await page.mouse.up();
  await playedTo(page, SECONDS / 2);
  assert.ok((await position(page)) < SECONDS / 2 + 5);
});

test('the seek bar shows the picture of where it would go', inBrowser, async (t) => {
  const page = await scene.play(t);
  const picture = page.locator('.preview img');
  for (const [part, sheet] of [
    [0.4, '0.jpg?v=a'],
    [0.8, '1.jpg?v=a'],
  ] as const) {
    await pointAt(page, part);
    await picture.waitFor();
    const address = new URL((await picture.getAttribute('src')) ?? '', scene.base);
    assert.equal(`${address.pathname}${address.search}`.split('/trickplay/')[1], sheet);
  }
  const moved = await picture.evaluate((image) => image.style.transform);
  assert.equal(moved, 'scale(1.4) translate(-160px, -90px)');
});

test('a quality that is chosen is shown, and remembered', inBrowser, async (t) => {
  const page = await scene.play(t);
  await chooseIn(page, 'Quality', '180p');
  await page.waitForFunction(() => window.haema?.video.videoHeight === 180);
  scene.server.requests.length = 0;
  await page.reload();
  await playedTo(page, 0.5);
  assert.equal(scene.server.requests.filter((path) => path.includes('/360p_h264/')).length, 0);
});

test('another sound track is loaded when it is chosen', inBrowser, async (t) => {
  const page = await scene.play(t);
  await chooseGerman(page);
  await playedTo(page, (await position(page)) + 1);
  assert.ok(
    scene.server.requests.some((path) => path.includes('/audio2_aac/') && /m4s/.test(path)),
  );
});

test('it begins with what the screen can show', inBrowser, async (t) => {
  scene.server.requests.length = 0;
  const page = await scene.open(t, { screen: { width: 320, height: 180 } });
  await page.goto(scene.watch());
  await page.waitForFunction(() => (window.haema?.video.videoHeight ?? 0) > 0);
  const first = scene.server.requests.find((path) => path.includes('/0.m4s'));
  assert.match(first ?? '', /180p_h264/);
});

test('it plays without what came after Chrome 53', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.addInitScript(() => {
    const later = ['entries', 'values', 'fromEntries', 'getOwnPropertyDescriptors'];
    const without = (owner: object, ...names: string[]): void => {
      for (const name of names) Reflect.deleteProperty(owner, name);
    };
    without(Object, ...later);
    without(Array.prototype, 'flat', 'flatMap', 'at', 'findLast', 'toSorted');
    without(String.prototype, 'padStart', 'padEnd', 'trimStart', 'replaceAll', 'matchAll', 'at');
    without(Promise, 'allSettled', 'any', 'withResolvers');
    without(Promise.prototype, 'finally');
    without(Element.prototype, 'append', 'prepend', 'replaceChildren', 'before', 'after');
    without(window, 'PointerEvent', 'AbortController', 'ResizeObserver', 'queueMicrotask');
  });
  await page.goto(scene.base);
  await page.locator('.card').first().click();
  await playedTo(page, 1);
});

test('without Media Source Extensions the browser plays by itself', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.addInitScript(() => {
    Reflect.deleteProperty(window, 'MediaSource');
    Reflect.deleteProperty(window, 'ManagedMediaSource');
  });
  await page.goto(scene.watch());
  const native = await page.evaluate(
    () => document.createElement('video').canPlayType('application/vnd.apple.mpegurl') !== '',
  );
  if (native) await playedTo(page, 1);
  else await page.getByRole('alert').getByText('Use a newer browser').waitFor();
});

test(
  'a decoder that fails is reset once, then another quality is tried, then it is said',
  inBrowser,
  async (t) => {
    const page = await scene.play(t);
    await page.waitForFunction(() => {
      const { buffered = null } = window.haema?.video ?? {};
      return buffered !== null && buffered.length > 0 && buffered.end(0) > 5;
    });
    const breakDown = (): Promise<void> =>
      page.evaluate(() => {
        const { video } = window.haema ?? {};
        if (video === undefined) return;
        const error = { code: MediaError.MEDIA_ERR_DECODE };
        Object.defineProperty(video, 'error', { configurable: true, get: () => error });
        video.dispatchEvent(new Event('error'));
        video.dispatchEvent(new Event('error')); // the same is told once
        Reflect.deleteProperty(video, 'error');
      });
    const before = await position(page);
    const url = await page.evaluate(() => window.haema?.video.src);
    await breakDown();
    await page.waitForFunction((old) => window.haema?.video.src !== old, url);
    await playedTo(page, before + 1);
    assert.ok((await position(page)) < before + 5);
    await breakDown();
    await page.waitForFunction(() => window.haema?.video.videoHeight === 180);
    await playedTo(page, before + 1);
    assert.equal(await page.getByRole('alert').count(), 0);
    for (const reset of [true, false]) {
      const old = await page.evaluate(() => window.haema?.video.src);
      await breakDown();
      if (reset) await page.waitForFunction((src) => window.haema?.video.src !== src, old);
    }
    await page.getByRole('alert').getByText('This browser cannot play the video').waitFor();
  },
);

test('a file that changes meanwhile goes on where it was', inBrowser, async (t) => {
  const page = await scene.play(t);
  scene.server.changeFile();
  await page.evaluate(() => {
    if (window.haema) window.haema.video.currentTime = 50;
  });
  await playedTo(page, 51);
  assert.equal(await page.getByRole('alert').count(), 0);
  assert.equal(await isPaused(page), false);
});

test('a file that never stops changing is reported', inBrowser, async (t) => {
  const page = await scene.open(t);
  scene.server.fail(/\.m4s$/, 410, 'stale_playlist');
  await page.goto(scene.watch());
  await page.getByRole('alert').getByText('The file keeps changing').waitFor();
});

test('a server that is busy is waited for', inBrowser, async (t) => {
  const page = await scene.open(t);
  scene.server.fail(/\.m4s$/, 503, 'busy', 2);
  await page.goto(scene.watch());
  await page.getByRole('alert').getByText('The server is busy').waitFor();
  await playedTo(page, 0.5);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('a network that comes back lets it go on', inBrowser, async (t) => {
  const page = await scene.play(t);
  scene.server.fail(/./, 0, '');
  await page.evaluate(() => {
    if (window.haema) window.haema.video.currentTime = 50;
  });
  await page.getByRole('alert').getByText('Cannot reach haema').waitFor();
  scene.server.heal();
  await page.getByRole('button', { name: 'Try now' }).dispatchEvent('click'); // before it does so
  await playedTo(page, 50.5);
});

const failures = [
  { status: 404, code: 'source_missing', says: 'The file is not there' },
  { status: 404, code: 'not_found', says: 'No such video' },
  { status: 422, code: 'media_invalid', says: 'This file cannot be read' },
  { status: 500, code: 'engine_failed', says: 'The server failed' },
] as const;

for (const { status, code, says } of failures) {
  test(`${code} is put in words, and can be tried again`, inBrowser, async (t) => {
    const page = await scene.open(t);
    scene.server.fail(/^\/api\//, status, code);
    await page.goto(scene.watch());
    await page.getByRole('heading', { name: says }).waitFor();
    scene.server.heal();
    await page.getByRole('button', { name: 'Try again' }).click();
    await playedTo(page, 0.5);
  });
}

test('a failure on the way can be tried again from where it was', inBrowser, async (t) => {
  const page = await scene.play(t);
  await seesFrame(page, 20, 1.01 / FRAME_RATE);
  await page.evaluate(() => window.haema?.video.play());
  await playedTo(page, 20.5);
  scene.server.fail(/^\/api\//, 500, 'engine_failed');
  await page.getByRole('heading', { name: 'The server failed' }).waitFor();
  scene.server.heal();
  await page.getByRole('button', { name: 'Try again' }).click();
  await playedTo(page, 20.6);
  assert.ok((await position(page)) < SECONDS - 5);
});

test('the sound track stays chosen when the file is opened anew', inBrowser, async (t) => {
  const page = await scene.play(t);
  await chooseGerman(page);
  const asked = page.waitForRequest(/audio2_aac\/2\d\.m4s/);
  scene.server.changeFile();
  const box = await page.getByRole('slider', { name: 'Position' }).boundingBox();
  assert.ok(box !== null);
  await page.mouse.click(box.x + (box.width * 5) / 6, box.y + box.height / 2);
  await asked;
  await playedTo(page, 51);
  assert.equal(await page.evaluate(() => window.haema?.hls?.audioTrack), 1);
});

test('whoever seeks while it is opened anew arrives there', inBrowser, async (t) => {
  const page = await scene.play(t);
  let release = (): void => undefined;
  const held = new Promise<void>((done) => {
    release = done;
  });
  const asked = page.waitForRequest(/master\.m3u8/);
  await page.route(/master\.m3u8/, (route) => held.then(() => route.continue()));
  scene.server.changeFile();
  await page.evaluate(() => {
    if (window.haema) window.haema.video.currentTime = 50;
  });
  await asked;
  const box = await page.getByRole('slider', { name: 'Position' }).boundingBox();
  assert.ok(box !== null);
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  release();
  await playedTo(page, SECONDS / 2);
  assert.ok((await position(page)) < SECONDS / 2 + 5);
});

test('media that cannot be decoded is put in words', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.route(/\.m4s/, (route) => route.fulfill({ body: Buffer.alloc(5000, 7) }));
  await page.goto(scene.watch());
  await page.getByRole('alert').getByText('This browser cannot play the video').waitFor();
  await page.getByRole('link', { name: 'Open in another player' }).waitFor();
});
