import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HaemaError } from '../../../src/core/errors.ts';
import { jsonLine, progressLine, type Row, table } from '../../../src/verify/report.ts';
import type { Outcome } from '../../../src/verify/verify.ts';
import { subjectOf, titleOf } from './title-of.ts';

const row = (file: string, more: Partial<Outcome> = {}): Row => {
  const { figures } = subjectOf(titleOf({ segments: 3 }));
  const good = { outcome: 'plays', reason: '', failures: [], warnings: [], refusal: null } as const;
  return { file, result: { ...good, figures, took: 1.2345, ...more } };
};

const finding = { check: 'frames', rendition: '240p_h264', segment: 3, text: 'lost' } as const;
const refusal = new HaemaError('MEDIA_INVALID', 'no video');

test('jsonLine: one object with outcome, reason and figures', () => {
  const failed = row('b\n.mkv', { outcome: 'fails', reason: 'why', failures: [finding] });
  const line = jsonLine(failed);
  assert.ok(!line.includes('\n'));
  const { file, outcome, reason, seconds, segments, duration, failures } = JSON.parse(line);
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
  assert.match(lines[1] ?? '', /^a\.mkv +plays +3/);
  assert.match(lines[2] ?? '', /^bee\.mkv +fails/);
  assert.equal(lines[3], '    frames: 240p_h264 segment 3: lost');
  assert.match(lines[4] ?? '', /^c +refused +-/);
  assert.equal(lines[5], '    no video (MEDIA_INVALID)');
  assert.deepEqual(lines.slice(6), ['1 play, 1 refused, 1 fail', '']);
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
