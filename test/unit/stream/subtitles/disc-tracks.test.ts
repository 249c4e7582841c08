import assert from 'node:assert/strict';
import test from 'node:test';
import { type ErrorCode, HaemaError } from '../../../../src/core/errors.ts';
import type { Engine } from '../../../../src/engine/types.ts';
import { DiscTracks } from '../../../../src/stream/subtitles/disc-tracks.ts';

const source = { root: '/', path: 'a.idx', version: { size: 1, mtimeUs: 1 } };
const TRACKS = [{ number: 2, language: 'de' }];

/** Of which the first look fails. */
const failing = (code: ErrorCode) => {
  let looks = 0;
  const discTracks = async () => {
    looks++;
    if (looks === 1) throw new HaemaError(code, 'no');
    return TRACKS;
  };
  return { discs: new DiscTracks({ discTracks }), looks: () => looks };
};

for (const code of ['BUSY', 'TIMED_OUT', 'ENGINE_FAILED'] as const) {
  test(`${code} tells nothing of a file: it is looked at again, and then no more`, async () => {
    const { discs, looks } = failing(code);
    await assert.rejects(discs.of(source), { code });
    assert.deepEqual(await discs.of(source), TRACKS);
    assert.deepEqual(await discs.of(source), TRACKS);
    assert.equal(looks(), 2);
  });
}

for (const code of ['SOURCE_MISSING', 'SOURCE_OFFLINE', 'SOURCE_CHANGED', 'READ_FAILED'] as const) {
  test(`a file that cannot be read has no tracks, until it can be: ${code}`, async () => {
    const { discs } = failing(code);
    assert.deepEqual(await discs.of(source), []);
    assert.deepEqual(await discs.of(source), TRACKS);
  });
}

test('a file without subtitles is looked at once a version', async () => {
  const { discs, looks } = failing('MEDIA_INVALID');
  assert.deepEqual(await discs.of(source), []);
  assert.deepEqual(await discs.of(source), []);
  assert.equal(looks(), 1);
  const version = { size: 1, mtimeUs: 2 };
  assert.deepEqual(await discs.of({ ...source, version }), TRACKS);
});

test('who stops waits for no look', async () => {
  const discTracks: Engine['discTracks'] = (_index, signal) =>
    new Promise((_, reject) => {
      signal?.addEventListener('abort', () => reject(new HaemaError('CANCELLED', 'cancelled')));
    });
  const discs = new DiscTracks({ discTracks });
  const looking = discs.of(source);
  discs.stop();
  await assert.rejects(looking, { code: 'CANCELLED' });
});
