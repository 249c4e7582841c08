/** Files are looked into in the background, once, and nobody has to ask. */

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import { HaemaError } from '../../src/core/errors.ts';
import { createEngine } from '../../src/engine/engine.ts';
import type { SourceRef } from '../../src/engine/types.ts';
import * as api from '../generated/api-client.ts';
import { serveClips } from '../support/app.ts';
import { at } from '../support/checked-fetch.ts';
import { clip } from '../support/clips.ts';

const CLIPS = ['h264.mp4', 'h264.mkv', 'vp9-opus.webm'] as const;

/** When nothing is left to do. */
const settled = async (url: string): Promise<api.Scan> => {
  for (;;) {
    const scan = await ok(api.getScan(at(url)));
    if (scan.phase === 'idle') return scan;
  }
};

/** Of all titles; null where it is not known. */
const durations = async (url: string): Promise<(number | null)[]> => {
  const shows = await ok(api.listShows({}, at(url)));
  return shows.map((show) => (show.kind === 'movie' ? show.duration : null));
};

const unknown = async (url: string): Promise<number> =>
  (await durations(url)).filter((duration) => duration === null).length;

test('what is found is looked into, what is new after a scan that is asked for', async (t) => {
  const engine = createEngine();
  const { mock: looks } = t.mock.method(engine, 'probe');
  const { url, films } = await serveClips(t, CLIPS, {}, engine);
  while ((await unknown(url)) > 0);
  const first = await settled(url);
  assert.deepEqual([first.found, first.failed, first.left], [CLIPS.length, 0, 0]);
  for (const show of await ok(api.listShows({}, at(url)))) {
    assert.ok(show.kind === 'movie' && Number(show.duration) > 7);
    assert.notEqual(show.format?.resolution ?? null, null);
  }

  copyFileSync(clip('short.mp4'), join(films, 'new.mp4'));
  writeFileSync(join(films, 'text.mp4'), 'this is no video');
  await ok(api.beginScan(at(url)));
  while ((await durations(url)).length < 4 || (await unknown(url)) > 1); // two are one film
  const scan = await settled(url);
  assert.deepEqual([scan.found, scan.failed], [5, 1]);
  assert.equal(looks.callCount(), 5, 'each once');
});

test('it gives way to whoever opens a film, and goes on afterwards', async (t) => {
  const engine = createEngine();
  const { probe } = engine;
  const begun = Promise.withResolvers<void>();
  let hanging = 0;
  const looks = t.mock.method(engine, 'probe', async (source: SourceRef, signal?: AbortSignal) => {
    if (signal === undefined || hanging === 2) return probe(source, signal);
    if (++hanging === 2) begun.resolve();
    await once(signal, 'abort');
    throw new HaemaError('CANCELLED', 'it gave way');
  });
  const { url, ids } = await serveClips(t, ['h264.mp4', 'vp9-opus.webm'], {}, engine);
  await begun.promise;
  const master = await fetch(`${url}/api/v1/video/${ids['h264']}/master.m3u8`);
  assert.equal(master.status, 200);
  while ((await unknown(url)) > 0);
  assert.equal((await settled(url)).failed, 0);
  assert.equal(looks.mock.callCount(), 4, 'the one that was opened is known by now');
});
