import assert from 'node:assert/strict';
import test from 'node:test';
import { assScript } from '../../../../src/hls/subtitles/ass.ts';
import { subtitleBoundaries } from '../../../../src/hls/subtitles/stretches.ts';

const S = 90_000;

import { drained } from '../../../support/drained.ts';

test('a script has what came before the events, and the events as they are', () => {
  const header =
    '[Script Info]\r\nPlayResX: 640\r\n\r\n[V4+ Styles]\r\n[Events]\r\nFormat: Text\r\n';
  const events = [
    { layer: 2, start: 3661 * S, end: 3662.5 * S, style: 'Sign', text: '{\\pos(1,2)}a\\Nb' },
    { layer: 0, start: 0, end: S, style: 'Default', text: 'x\r\nDialogue: 0' },
    {
      ...{ layer: 0, start: 0, end: S, style: 'Default', text: 'first' },
      event: { order: -1, name: 'Ada', margins: [1, 2, 3] as const, effect: 'Banner;5' },
    },
  ];
  assert.equal(
    drained(assScript(header, events)),
    `[Script Info]
PlayResX: 640

[V4+ Styles]

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
Dialogue: 0,0:00:00.00,0:00:01.00,Default,Ada,1,2,3,Banner;5,first
Dialogue: 2,1:01:01.00,1:01:02.50,Sign,,0,0,0,,{\\pos(1,2)}a\\Nb
Dialogue: 0,0:00:00.00,0:00:01.00,Default,,0,0,0,,x\\NDialogue: 0
`,
  );
});

test('subtitles come in minutes, of which the last is not too short', () => {
  const minutes = (seconds: number): number[] =>
    subtitleBoundaries(seconds * S).map((it) => it / S);
  assert.deepEqual(minutes(20), [0, 20]);
  assert.deepEqual(minutes(60.5), [0, 60.5]);
  assert.deepEqual(minutes(61), [0, 60, 61]);
  assert.deepEqual(minutes(150), [0, 60, 120, 150]);
  assert.deepEqual(minutes(0.04), [0, 0.04]);
});
