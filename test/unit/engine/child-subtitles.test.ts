import assert from 'node:assert/strict';
import test from 'node:test';
import { packed } from '../../../src/engine/children/packed-cues.ts';
import {
  toCueScan,
  toCuesOrNull,
  toDiscTracks,
  toSidecar,
} from '../../../src/engine/children/subtitles.ts';
import type { Cue } from '../../../src/engine/subtitles.ts';

const CUE: Cue = { start: 0, end: 5, style: 'Default', layer: 0, text: 'a' };
const EVENT = { order: 1, name: '', margins: [0, 0, 0], effect: '' } as const;
const CUES = {
  header: '',
  cues: [CUE, { ...CUE, event: EVENT, settings: 'a' }],
  isCut: true,
  bytesRead: 7,
};
const NONSENSE = { code: 'ENGINE_FAILED' };

test('cues of a child are looked at before they are believed', async () => {
  assert.deepEqual(await toCuesOrNull(packed(CUES)), CUES);
  assert.equal(await toCuesOrNull(null), null);
  const lies: object[] = [
    { ...CUE, end: 0 },
    { ...CUE, start: 0.5 },
    { ...CUE, text: 7 },
    { ...CUE, more: 1 },
    { ...CUE, event: { ...EVENT, margins: [1] } },
  ];
  for (const lie of lies) {
    await assert.rejects(toCuesOrNull(packed({ ...CUES, cues: [lie as Cue] })), NONSENSE);
  }
  for (const lie of [{ bytesRead: -1 }, { cues: [CUE] }, { cues: [Buffer.from('{')] }]) {
    await assert.rejects(toCuesOrNull({ ...packed(CUES), ...lie }), NONSENSE);
  }
  await assert.rejects(toCuesOrNull(undefined), NONSENSE);
});

test('many cues arrive in their order, without keeping others waiting', async () => {
  const cues = Array.from({ length: 100_000 }, (_, i) => ({ ...CUE, text: `line ${i}` }));
  const told = packed({ ...CUES, cues });
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  const taken = await toSidecar({ ...told, charset: 'utf-8', sure: true });
  clearInterval(timer);
  assert.deepEqual(taken, { ...CUES, cues, charset: 'utf-8', sure: true });
  assert.ok(turns > 5, `${turns}`);
});

test('parts of a scan are looked at, too', async () => {
  const part = { tracks: [CUES, CUES], upTo: 90_000, place: 12 };
  const told = { ...part, tracks: part.tracks.map(packed) };
  assert.deepEqual(await toCueScan(told, 2), part);
  assert.deepEqual(await toCueScan({ ...told, place: null }, 2), { ...part, place: null });
  for (const lie of [{ upTo: -1 }, { place: 0 }, { place: 0.5 }, { tracks: [told.tracks[0]] }]) {
    await assert.rejects(toCueScan({ ...told, ...lie }, 2), NONSENSE);
  }
});

test('so are the tracks of a disc', async () => {
  const tracks = [
    { number: 31, language: 'de' },
    { number: 0, language: null },
  ];
  assert.deepEqual(await toDiscTracks(tracks), tracks);
  for (const lie of [{ number: 32 }, { number: 0.5 }, { language: 'DE' }, { language: '' }]) {
    await assert.rejects(toDiscTracks([{ ...tracks[0], ...lie }]), NONSENSE);
  }
  await assert.rejects(toDiscTracks([]), NONSENSE);
});
