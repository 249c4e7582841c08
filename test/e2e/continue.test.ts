import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { VIDEO_ID } from '../support/stub-server.ts';
import { begunFilm } from '../support/stub-watching.ts';
import { focused, playedTo } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

const ROW = 'Continue watching';

test('what was begun is above all else, and goes on when it is pressed', inBrowser, async (t) => {
  scene.server.watching.toContinue = [begunFilm('Big Buck Bunny', VIDEO_ID, 0.5)];
  scene.server.watching.places.set(VIDEO_ID, 30);
  const page = await scene.open(t);
  await page.goto(scene.base);
  const card = page.locator('.still');
  await card.getByText('50 min left').waitFor();
  assert.equal(await card.locator('.seen > span').evaluate((bar) => bar.style.width), '50%');
  await card.click();
  await playedTo(page, 30);
  scene.server.watching.toContinue = [];
  await page.keyboard.press('Escape');
  await page.getByText(ROW).waitFor({ state: 'detached' }); // it was seen to its end meanwhile
});

test(
  'a remote control gets into the row, out of it, and takes something out',
  inBrowser,
  async (t) => {
    scene.server.watching.toContinue = [
      begunFilm('Solaris', VIDEO_ID, 0.5),
      begunFilm('Stalker', `${VIDEO_ID.slice(1)}q`, 0.1),
    ];
    const page = await scene.open(t, { userAgent: TELEVISION });
    await page.goto(scene.base);
    await page.getByText(ROW).waitFor();
    assert.match(await focused(page), /^Solaris/);
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /^Big Buck Bunny/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowRight');
    assert.match(await focused(page), /^Stalker/);
    await page.keyboard.press('ArrowUp');
    assert.match(await focused(page), /^Take Stalker out/);
    await page.keyboard.press('Enter');
    const isRemoval = ({ path }: { path: string }): boolean => path.endsWith('/watched');
    const { method, path, body } = await scene.server.watching.written(isRemoval);
    assert.deepEqual([method, body], ['POST', {}]);
    assert.match(path, /shows\/[a-z]+q\/watched$/);
    assert.match(await focused(page), /^Solaris/);
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(page), 'Home');
  },
);

test('without anything begun there is no row', inBrowser, async (t) => {
  const page = await scene.open(t);
  await page.goto(scene.base);
  await page.locator('.card').first().waitFor();
  assert.equal(await page.getByText(ROW).isVisible(), false);
});
