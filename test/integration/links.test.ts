/** Films that lie elsewhere than their names. */
import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { listed, serveFolder } from '../support/app.ts';
import { clip } from '../support/clips.ts';
import { get } from '../support/raw-http.ts';

test('a film behind a link plays when it lies beneath the folder', async (t) => {
  const { app, url } = await serveFolder(t, (films) => {
    mkdirSync(join(films, '.store'));
    copyFileSync(clip('h264.mp4'), join(films, '.store/film.mp4'));
    copyFileSync(clip('h264.mp4'), join(films, '../elsewhere.mp4'));
    symlinkSync('.store/film.mp4', join(films, 'Near (2010).mp4'));
    symlinkSync(join(films, '.store/film.mp4'), join(films, 'Absolute (2011).mp4'));
    symlinkSync('../elsewhere.mp4', join(films, 'Elsewhere (2012).mp4'));
  });
  const ids = await listed(url, 2);
  assert.deepEqual(Object.keys(ids).toSorted(), ['Absolute (2011)', 'Near (2010)']);
  const segments = await Promise.all(
    Object.values(ids).map((id) => get(app.port, `/api/v1/video/${id}/240p_h264/1.ts`)),
  );
  for (const { status, body } of segments) {
    assert.deepEqual([status, body.equals(segments[0]?.body ?? body)], [200, true]);
  }
});
