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
import { listed, serveClips } from '../support/app.ts';
import { at } from '../support/checked-fetch.ts';
import { clip } from '../support/clips.ts';

const CLIPS = ['h264.mp4', 'h264.mkv', 'vp9-opus.webm'] as const;

/** When nothing is left to do after the first look. */
const settled = async (
  url: string,
  isIt = (scan: api.Scan) => scan.last !== null,
): Promise<api.Scan> => {
  for (;;) {
    const scan = await ok(api.getScan(at(url)));
    if (scan.phase === 'idle' && isIt(scan)) return scan;
  }
};

test('what is found is looked into, what is new after a scan that is asked for', async (t) => {
  const engine = createEngine();
  const probe = t.mock.method(engine, 'probe');
  const { url, films } = await serveClips(t, CLIPS, {}, engine);
  const first = await settled(url, ({ probed }) => probed === CLIPS.length);
  assert.deepEqual([first.found, first.failed, first.left], [CLIPS.length, 0, 0]);
  for (const show of await ok(api.listShows({}, at(url)))) {
    assert.ok(show.kind === 'movie' && Number(show.duration) > 7);
    assert.notEqual(show.format?.resolution ?? null, null);
  }

  copyFileSync(clip('short.mp4'), join(films, 'new.mp4'));
  writeFileSync(join(films, 'text.mp4'), 'this is no video');
  await ok(api.beginScan(at(url)));
  const second = await settled(url, ({ found, probed }) => found === 5 && probed === 2);
  assert.equal(second.failed, 1);
  assert.equal(probe.mock.callCount(), CLIPS.length + 2, 'each once');
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
  const { url } = await serveClips(t, ['h264.mp4', 'h264.mkv'], {}, engine);
  const [id] = Object.values(await listed(url, 2));
  await begun.promise;
  const master = await fetch(`${url}/api/v1/video/${id}/master.m3u8`);
  assert.equal(master.status, 200);
  const { probed, failed } = await settled(url, (scan) => scan.probed === 2);
  assert.deepEqual([probed, failed], [2, 0]);
  assert.equal(looks.mock.callCount(), 4, 'the one that was opened is known by now');
});
