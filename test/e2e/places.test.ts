/** Where someone stopped: told to the server, and gone on with. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { SECONDS } from '../support/hls-fixture.ts';
import { VIDEO_ID } from '../support/stub-server.ts';
import type { Write } from '../support/stub-watching.ts';
import { playedTo, position, pressUntil } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const PATH = `/api/v1/video/${VIDEO_ID}/progress`;

interface Place {
  readonly position: number;
  readonly duration: number;
}

const placeIn = ({ body }: Write): Place => body as Place;

/** When the page has told of a place close to `seconds`. */
const told = (seconds: number): Promise<Write> =>
  scene.server.watching.written((write) => Math.abs(placeIn(write).position - seconds) < 1);

test('pauses, seeks and the end are told, and no more than that', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.keyboard.press('k');
  const first = await told(await position(page));
  assert.deepEqual([first.method, first.path], ['PUT', PATH]);
  assert.ok(Math.abs(placeIn(first).duration - SECONDS) < 0.5);
  await page.keyboard.press('2');
  await page.keyboard.press('4');
  await page.keyboard.press('5');
  await told(SECONDS / 2);
  await page.keyboard.press('End');
  await page.keyboard.press('k');
  await told(SECONDS);
  const { length } = scene.server.watching.writes;
  assert.ok(length <= 4, `${length} were told`);
});

test('leaving tells the place: to the list, and the page itself', inBrowser, async (t) => {
  const page = await scene.play(t);
  const at = await position(page);
  await page.keyboard.press('Escape');
  assert.equal((await told(at)).method, 'PUT');
  await page.goto(scene.watch('?t=20'));
  await playedTo(page, 20.2);
  await page.goto(scene.base);
  assert.equal((await told(20.5)).method, 'POST');
});

test('back leads on where the browser has forgotten what was before', inBrowser, async (t) => {
  const page = await scene.play(t);
  await page.evaluate(() => {
    history.replaceState({ entry: 1, within: true }, '');
    History.prototype.back = () => undefined;
  });
  await page.keyboard.press('Escape');
  await page.waitForURL(`${scene.base}/`);
  await page.getByRole('searchbox').waitFor();
});

test('a server that takes no places does not disturb', inBrowser, async (t) => {
  scene.server.fail(/progress$/, 500, 'database_failed');
  const page = await scene.play(t);
  await page.keyboard.press('k');
  await page.waitForFunction(() => window.haema?.video.paused);
  await page.keyboard.press('k');
  await playedTo(page, (await position(page)) + 0.3);
  assert.equal(await page.getByRole('alert').count(), 0);
});

test('it goes on where someone stopped, loading nothing else', inBrowser, async (t) => {
  scene.server.watching.places.set(VIDEO_ID, 31);
  scene.server.requests.length = 0;
  const page = await scene.open(t);
  await page.goto(scene.watch());
  await playedTo(page, 31);
  assert.ok((await position(page)) < 35);
  assert.ok(scene.server.requests.every((path) => !path.includes('/0.m4s')));
  await page.mouse.move(200, 200);
  await page.mouse.move(220, 220);
  await page.getByRole('button', { name: 'From the beginning' }).click();
  await page.waitForFunction(() => (window.haema?.video.currentTime ?? 99) < 5);
  await page.getByRole('button', { name: 'From the beginning' }).waitFor({ state: 'hidden' });
});

test('an address that says where wins over the place', inBrowser, async (t) => {
  scene.server.watching.places.set(VIDEO_ID, 31);
  const page = await scene.open(t);
  await page.goto(scene.watch('?t=12'));
  await playedTo(page, 12);
  assert.ok((await position(page)) < 16);
  assert.equal(await page.getByRole('button', { name: 'From the beginning' }).count(), 0);
});

test('a remote control gets to the beginning', inBrowser, async (t) => {
  scene.server.watching.places.set(VIDEO_ID, 31);
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.goto(scene.watch());
  await playedTo(page, 31);
  await pressUntil(page, 'ArrowUp', /^From the beginning$/);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => (window.haema?.video.currentTime ?? 99) < 5);
});
