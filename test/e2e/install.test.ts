/** Whether a browser takes the page for an app that can be installed. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveFolder } from '../support/app.ts';
import { inBrowser, launchBrowser, openPage } from '../support/browser.ts';

test('the browser finds nothing wrong with the manifest and its icons', inBrowser, async (t) => {
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const { url } = await serveFolder(t, () => undefined, { cache: 'false' });
  const page = await openPage(t, browser);
  await page.goto(url);
  const devTools = await page.context().newCDPSession(page);
  const { url: address, errors, data } = await devTools.send('Page.getAppManifest');
  assert.deepEqual([address, errors], [`${url}/manifest.webmanifest`, []]);
  const { icons } = JSON.parse(data ?? '') as { readonly icons: readonly { src: string }[] };
  for (const { src } of icons) {
    const response = await fetch(url + src);
    assert.equal(response.headers.get('content-type'), 'image/png');
    assert.match(response.headers.get('cache-control') ?? '', /immutable/);
  }
  const { installabilityErrors } = await devTools.send('Page.getInstallabilityErrors');
  const found = installabilityErrors.map(({ errorId }) => errorId);
  // A test's window keeps nothing.
  assert.deepEqual(
    found.filter((id) => id !== 'in-incognito'),
    [],
  );
});
