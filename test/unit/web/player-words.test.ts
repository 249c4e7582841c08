import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enPlayer } from '../../../src/web/words/en-player.ts';
import { koPlayer } from '../../../src/web/words/ko-player.ts';

const isHangul = (text: string): boolean => /[가-힣]/.test(text);

/** Paths of all words that are the same in both, or empty. */
const alike = (a: object, b: object, path = ''): string[] =>
  Object.entries(a).flatMap(([name, word]) => {
    const other: unknown = b[name as keyof typeof b];
    if (typeof word === 'object') return alike(word, other as object, `${path}${name}.`);
    if (typeof word === 'function') return typeof other === 'function' ? [] : [path + name];
    return typeof other === 'string' && isHangul(other) ? [] : [path + name];
  });

test('all that the player says is said in Korean', () => {
  assert.deepEqual(alike(enPlayer, koPlayer), ['keyNames.home', 'keyNames.end', 'keyNames.escape']);
});

test('Korean tells times', () => {
  assert.deepEqual([0, 59, 3600, 3725].map(koPlayer.spoken), [
    '0초',
    '59초',
    '1시간',
    '1시간 2분 5초',
  ]);
});
