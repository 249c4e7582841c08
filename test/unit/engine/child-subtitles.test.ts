import assert from 'node:assert/strict';
import test from 'node:test';
import { toCuesOrNull } from '../../../src/engine/children/subtitles.ts';

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
