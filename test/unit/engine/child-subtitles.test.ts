import assert from 'node:assert/strict';
import test from 'node:test';
import { toCueScan, toCuesOrNull } from '../../../src/engine/children/subtitles.ts';

const CUE = { start: 0, end: 5, style: 'Default', layer: 0, text: 'a' };
const EVENT = { order: 1, name: '', margins: [0, 0, 0], effect: '' };

test('cues of a child are looked at before they are believed', () => {
  const told = { header: '', cues: [CUE, { ...CUE, event: EVENT }], bytesRead: 7 };
  assert.deepEqual(toCuesOrNull(told), told);
  assert.equal(toCuesOrNull(null), null);
  const lies: unknown[] = [
    { ...CUE, end: 0 },
    { ...CUE, start: 0.5 },
    { ...CUE, text: 7 },
    { ...CUE, more: 1 },
    { ...CUE, event: { ...EVENT, margins: [1] } },
  ];
  for (const lie of lies) {
    assert.throws(() => toCuesOrNull({ ...told, cues: [lie] }), { code: 'ENGINE_FAILED' });
  }
  assert.throws(() => toCuesOrNull({ ...told, bytesRead: -1 }), { code: 'ENGINE_FAILED' });
  assert.throws(() => toCuesOrNull(undefined), { code: 'ENGINE_FAILED' });
});

test('parts of a scan are looked at, too', () => {
  const track = { header: '', cues: [CUE], bytesRead: 0 };
  const part = { tracks: [track, track], upTo: 90_000, place: 12 };
  assert.deepEqual(toCueScan(part, 2), part);
  assert.deepEqual(toCueScan({ ...part, place: null }, 2), { ...part, place: null });
  for (const lie of [{ upTo: -1 }, { place: 0 }, { place: 0.5 }, { tracks: [track] }]) {
    assert.throws(() => toCueScan({ ...part, ...lie }, 2), { code: 'ENGINE_FAILED' });
  }
});
