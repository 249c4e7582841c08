import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import { folderLine, jsonLine, progressLine, type Row, table } from '../../../src/verify/report.ts';
import type { Outcome } from '../../../src/verify/verify.ts';
import { subjectOf, titleOf } from './title-of.ts';

const row = (file: string, more: Partial<Outcome> = {}): Row => {
  const { figures } = subjectOf(titleOf({ segments: 3 }));
  const good = {
    outcome: 'plays',
    as: 'copy',
    notCopied: null,
    reason: '',
    refusal: null,
  } as const;
  const none = { failures: [], warnings: [] };
  return { file, result: { ...good, ...none, figures, took: 1.2345, ...more } };
};

const finding = { check: 'frames', rendition: '240p_h264', segment: 3, text: 'lost' } as const;
const refusal = new HaemaError('MEDIA_INVALID', 'no video');

test('jsonLine: one object with outcome, reason and figures', () => {
  const failed = row('b\n.mkv', { outcome: 'fails', reason: 'why', failures: [finding] });
  const line = jsonLine(failed);
  assert.ok(!line.includes('\n'));
  const { file, outcome, as, reason, seconds, segments, duration, failures } = JSON.parse(line);
  assert.equal(as, 'copy');
  assert.deepEqual([file, outcome, reason], ['b\n.mkv', 'fails', 'why']);
  assert.deepEqual([seconds, segments, duration], [1.235, 3, 6]);
  assert.deepEqual(failures, ['frames: 240p_h264 segment 3: lost']);
});

test('table: a line a file, reasons below it, the sum at the end', () => {
  const reason = 'no video (MEDIA_INVALID)';
  const lines = table([
    row('a.mkv'),
    row('bee.mkv', { outcome: 'fails', failures: [finding] }),
    row('c', { outcome: 'refused', reason, refusal, figures: null }),
  ]).split('\n');
  assert.match(lines[0] ?? '', /^file +outcome +segments/);
  assert.match(lines[1] ?? '', /^a\.mkv +plays as copy +3/);
  assert.match(lines[2] ?? '', /^bee\.mkv +FAILS/);
  assert.equal(lines[3], '    frames: 240p_h264 segment 3: lost');
  assert.match(lines[4] ?? '', /^c +refused +-/);
  assert.equal(lines[5], '    no video (MEDIA_INVALID)');
  assert.deepEqual(lines.slice(6), ['1 play (1 as copy, 0 as transcode), 1 refused, 1 fail', '']);
});

test('table: a hostile name can neither break a line nor speak to the terminal', () => {
  const text = table([row('a\x1b[31mb\nc')]);
  assert.ok(!text.includes('\x1b') && text.includes('a [31mb c'));
});

test('progressLine: fits the terminal', () => {
  const line = progressLine('film.mkv', { done: 5, total: 10, what: '240p_h264' }, 80);
  assert.equal(line, 'film.mkv: 50 %, 240p_h264');
  assert.equal(progressLine('film.mkv', { done: 10, total: 10, what: '' }, 12), 'film.mkv: 9');
});

test('folderLine: how many were judged, and how', () => {
  const judged = [row('a'), row('b', { as: 'transcode' }), row('c', { outcome: 'refused' })];
  const line = folderLine(judged, 9, 'd.mkv: 5 %, 240p_h264', 80);
  assert.equal(line, '3 of 9: 2 play, 1 refused, 0 fail | d.mkv: 5 %, 240p_h264');
  assert.equal(folderLine(judged, 9, 'd.mkv', 7), '3 of 9');
});
