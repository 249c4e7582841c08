import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkDuration, checkFrames } from '../../../src/verify/checks/frames.ts';
import type { SegmentLog } from '../../../src/verify/rendition-log.ts';
import { subjectOf, titleOf } from './title-of.ts';

const FRAME = 3600;
const SEGMENTS = 3;
const all = Float64Array.from({ length: 50 * SEGMENTS }, (_, index) => index * FRAME);

const log = (segment: number, times: ArrayLike<number>, more: Partial<SegmentLog> = {}) =>
  ({
    spot: { rendition: '240p_h264', segment },
    times: Float64Array.from(times),
    held: 0,
    dropped: 0,
    ...more,
  }) as SegmentLog;

/** The segments as they should be. */
const good = (): SegmentLog[] =>
  Array.from({ length: SEGMENTS }, (_, i) => log(i, all.slice(50 * i, 50 * i + 50)));

const found = (segments: SegmentLog[], source = all, whole = true): string[] => {
  const subject = subjectOf(titleOf({ segments: SEGMENTS }));
  checkFrames(subject, segments, source, whole);
  return subject.findings.failures.map(({ segment, text }) => `${segment}: ${text}`);
};

const changed = (segment: number, change: (times: number[]) => number[], more = {}) =>
  good().map((one, i) => (i === segment ? log(i, change([...one.times]), more) : one));

test('checkFrames: what is complete passes', () => {
  assert.deepEqual(found(good()), []);
});

const cases: readonly { name: string; segments: SegmentLog[]; finding: RegExp }[] = [
  {
    name: 'a lost frame within',
    segments: changed(1, (times) => times.toSpliced(7, 1)),
    finding: /^1: 1 frames .* lost, the first at 2\.280000 s$/,
  },
  {
    name: 'lost frames at a seam',
    segments: changed(0, (times) => times.slice(0, -2)),
    finding: /^1: 2 frames .* lost, the first at 1\.920000 s$/,
  },
  {
    name: 'lost frames at the end',
    segments: changed(2, (times) => times.slice(0, -3)),
    finding: /^2: 3 frames .* lost/,
  },
  {
    name: 'a frame twice at a seam',
    segments: changed(1, (times) => [49 * FRAME, ...times]),
    finding: /^1: the frame at 1\.960000 s is there twice$/,
  },
  {
    name: 'a shifted frame',
    segments: changed(2, (times) => times.with(3, (times[3] ?? 0) + 90)),
    finding: /^2: the frame at 4\.121000 s is 1\.00 ms off/,
  },
  {
    name: 'drops that were not counted right',
    segments: changed(1, (times) => times.toSpliced(7, 2), { dropped: 1 }),
    finding: /^1: 1 frames .* lost/,
  },
  {
    name: 'drops that never happened',
    segments: changed(1, (times) => times, { dropped: 2 }),
    finding: /2 dropped frames were counted/,
  },
  {
    name: 'a held picture where the source has frames',
    segments: changed(1, (times) => times.slice(0, 1), { held: 1 }),
    finding: /^1: holds a picture/,
  },
  {
    name: 'a held picture right before one of its own',
    segments: changed(1, (times) => times.toSpliced(0, 0, times[0] ?? 0), { held: 1 }),
    finding: /^1: holds a picture, but the next one comes at 2\.000000 s$/,
  },
];
for (const { name, segments, finding } of cases) {
  test(`checkFrames: finds ${name}`, () => {
    assert.match(found(segments)[0] ?? 'nothing', finding);
  });
}

test('checkFrames: drops that are counted and held pictures in gaps pass', () => {
  const dropped = changed(1, (times) => times.toSpliced(7, 2), { dropped: 2 });
  assert.deepEqual(found(dropped), []);
  const gap = Float64Array.from([...all.slice(0, 50), ...all.slice(100)]);
  const held = changed(1, (times) => times.slice(0, 1), { held: 1 });
  assert.deepEqual(found(held, gap), []);
  const late = Float64Array.from([...all.slice(0, 50), ...all.slice(60)]);
  const ahead = changed(1, (times) => times.toSpliced(1, 9), { held: 1 });
  assert.deepEqual(found(ahead, late), []);
});

test('checkFrames: of some segments in a row, frames around them are not missed', () => {
  assert.deepEqual(found(good().slice(1, 2), all, false), []);
  const lost = changed(1, (times) => times.slice(0, -2)).slice(1, 2);
  assert.match(found(lost, all, false)[0] ?? '', /2 frames .* lost/);
});

test('checkDuration: to the last frame, or where the end is damaged to the last packet', () => {
  const subject = subjectOf(titleOf({ segments: SEGMENTS }));
  const end = 50 * SEGMENTS * FRAME;
  const failures = (last: number, packet: number, sourceErrors: number): number => {
    const findings = subjectOf(titleOf({ segments: SEGMENTS }));
    Object.assign(findings.figures, { sourceErrors });
    checkDuration(findings, last, null, packet);
    return findings.findings.failureCount;
  };
  assert.equal(failures(end - subject.frame, end, 0), 0);
  assert.equal(failures(end - 50 * FRAME, end, 0), 1);
  assert.equal(failures(end - 50 * FRAME, end, 3), 0);
  assert.equal(failures(end - 50 * FRAME, end - 25 * FRAME, 3), 1);
  assert.equal(failures(end + 25 * FRAME, end + 25 * FRAME, 3), 1);
});
