import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  codecOfCopy,
  highestAutomatic,
  isCopy,
  superfluous,
} from '../../../src/web/player/levels.ts';

const level = (name: string, groups: string[] = [], bitrate = 1e6) => ({ name, groups, bitrate });

test('copies are told by their names', () => {
  assert.deepEqual(['source_hevc', 'source_h264', '720p_h264'].map(codecOfCopy), [
    'HEVC',
    'H.264',
    null,
  ]);
  assert.ok(isCopy('source_vp9') && !isCopy('audio_aac') && !isCopy('1080p_h264'));
});

const AC3 = 'source-ac3';
const both = ['240p_h264', 'source_h264'].flatMap((name) => [
  level(name, ['aac']),
  level(name, [AC3]),
]);

const cases = [
  { name: 'the sound of the file goes first', groups: [AC3, AC3, 'aac', 'aac'], left: [2, 0] },
  { name: 'a group that lacks a track does not', groups: [AC3, 'aac', 'aac'], left: [3, 1] },
  {
    name: 'nor one that the browser does not play',
    levels: [level('240p_h264', ['aac']), level('source_h264', ['aac'])],
    groups: [AC3, 'aac'],
    left: [],
  },
  { name: 'muxed sound leaves all', levels: [level('a'), level('b')], groups: [], left: [] },
  {
    name: 'a rendition without the group stays',
    levels: [level('a', ['aac']), level('b', [AC3]), level('b', ['aac'])],
    groups: [AC3, 'aac'],
    left: [2],
  },
];

for (const { name, levels = both, groups, left } of cases) {
  test(`superfluous: ${name}`, () => assert.deepEqual(superfluous(levels, groups), left));
}

test('highestAutomatic: nothing costs more than the file, and looks worse', () => {
  const levels = [level('240p_h264'), level('source_h264', [], 4e6), level('720p_h264', [], 6e6)];
  assert.equal(highestAutomatic(levels, 40e6), 1);
  assert.equal(highestAutomatic(levels, 3e6), 0, 'nor what no line carries');
  assert.equal(highestAutomatic([level('240p_h264')], 40e6), -1);
});
