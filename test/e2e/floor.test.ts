/** The page without what the oldest browsers do not have. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inBrowser, TELEVISION } from '../support/browser.ts';
import { focused } from './page.ts';
import { setScene } from './scene.ts';

const scene = setScene();

/** Chrome 53 has none of these. */
const takeAway = (): void => {
  for (const name of ['queueMicrotask', 'AbortController', 'EventSource', 'ResizeObserver']) {
    Reflect.deleteProperty(window, name);
  }
  for (const name of ['values', 'entries', 'getOwnPropertyDescriptors', 'fromEntries']) {
    Reflect.deleteProperty(Object, name);
  }
  for (const name of ['scrollTo', 'append', 'replaceChildren', 'replaceWith', 'getAnimations']) {
    Reflect.deleteProperty(Element.prototype, name);
  }
  for (const name of ['flat', 'flatMap', 'at', 'findLast', 'toSorted']) {
    Reflect.deleteProperty(Array.prototype, name);
  }
  for (const name of ['padStart', 'padEnd', 'matchAll', 'replaceAll', 'at', 'trimStart']) {
    Reflect.deleteProperty(String.prototype, name);
  }
  Reflect.deleteProperty(Promise.prototype, 'finally');
  Reflect.deleteProperty(Promise, 'allSettled');
  Reflect.deleteProperty(Intl, 'DisplayNames');
};

test('it shows, searches and tells without what came later', inBrowser, async (t) => {
  scene.server.titles = Array.from({ length: 60 }, (_, index) => `Title ${index}`);
  const page = await scene.open(t, { userAgent: TELEVISION });
  await page.addInitScript(takeAway);
  await page.goto(scene.base);
  await page.locator('.card:focus').waitFor();
  await page.keyboard.press('ArrowRight');
  assert.match(await focused(page), /^Title 1/);
  await page.keyboard.press('i');
  await page.getByRole('heading', { name: 'Title 1' }).waitFor();
  await page.getByText('EN, DE').waitFor();
  await page.goBack();
  await page.getByRole('searchbox').fill('title 59');
  await page.getByRole('link', { name: /^Title 59/ }).waitFor();
});
