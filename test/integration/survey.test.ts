/** Files are looked into in the background, once, and nobody has to ask. */

import assert from 'node:assert/strict';
import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ok } from '@oazapfts/runtime';
import { createEngine } from '../../src/engine/engine.ts';
import * as api from '../generated/api-client.ts';
import { serveClips } from '../support/app.ts';
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
