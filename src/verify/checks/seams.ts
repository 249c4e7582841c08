/** Contract 3: segments that were made apart join without a seam. */
import { TICKS_PER_SECOND, type Ticks } from '../../core/ticks.ts';
import { soundOf } from '../../stream/title.ts';
import { AAC_SAMPLES } from '../coded.ts';
import type { SegmentLog, SoundLog } from '../rendition-log.ts';
import { millis, type Subject, seconds } from '../subject.ts';

const LONGEST_CLOCK_GAP: Ticks = TICKS_PER_SECOND / 10;

/** All segments of one rendition, in order. */
export const checkSeams = (subject: Subject, segments: readonly SegmentLog[]): void => {
  const [first] = segments;
  if (first === undefined) {
    return;
  }
  for (const [index, segment] of segments.entries()) {
    checkSame(subject, first, segment);
    checkSoundGrid(subject, segment);
    const before = segments[index - 1];
    if (before !== undefined && before.spot.segment + 1 === segment.spot.segment) {
      checkJoint(subject, before, segment);
    }
  }
};

const CONSTANT = [
  ['parameterSets', 'parameter sets'],
  ['audioConfig', 'form of sound'],
  ['tables', 'PAT or PMT'],
] as const;

/** What must be the same in every segment of a rendition. */
const checkSame = (subject: Subject, first: SegmentLog, segment: SegmentLog): void => {
  const fail = (text: string): void => subject.findings.fail('seams', segment.spot, text);
  for (const [key, what] of CONSTANT) {
    if (segment[key] !== first[key]) {
      fail(`other ${what} than segment ${first.spot.segment}`);
    }
  }
};

const checkJoint = (subject: Subject, before: SegmentLog, segment: SegmentLog): void => {
  const fail = (text: string): void => subject.findings.fail('seams', segment.spot, text);
  for (const [pid, { next }] of before.counters) {
    const first = segment.counters.get(pid)?.first;
    if (first !== undefined && first !== next) {
      fail(`PID ${pid}: continuity counter ${first} where ${next} must follow`);
    }
  }
  const step = segment.firstClock - before.lastClock;
  if (step <= 0 || step > LONGEST_CLOCK_GAP) {
    fail(`the clock steps by ${millis(step)}`);
  }
  const pictures = before.times.length > 0 && segment.times.length > 0;
  if (pictures && segment.firstDecode <= before.lastDecode) {
    fail(
      `decoding times fall from ${seconds(before.lastDecode)} to ${seconds(segment.firstDecode)}`,
    );
  }
  if (before.mp4End !== null && segment.mp4Start !== null) {
    const gap = segment.mp4Start - before.mp4End;
    if (Math.abs(gap) > 1.6 * subject.madeFrame + 180) {
      fail(`fMP4: ${millis(gap)} between the decoding times of the segments`);
    }
  }
};

/** A segment has the frames of sound that begin in its stretch. */
const checkSoundGrid = (subject: Subject, { spot, sound }: SegmentLog): void => {
  const expected = expectedSound(subject, spot.segment);
  if (soundOf(subject.title) === null) {
    return;
  }
  const off = sound.count > 0 && sound.first !== expected.first;
  if (off || sound.count !== expected.count) {
    const has = `frames ${sound.first} to ${sound.first + sound.count - 1}`;
    const wanted = `${expected.first} to ${expected.first + expected.count - 1}`;
    subject.findings.fail('audio', spot, `has ${has} of the grid, not ${wanted}`);
  }
};

const expectedSound = ({ title, sampleRate }: Subject, segment: number): Omit<SoundLog, 'hash'> => {
  const frameAfter = (time: Ticks): number =>
    Math.ceil((time * sampleRate) / (TICKS_PER_SECOND * AAC_SAMPLES));
  const [start = 0, end = 0] = title.grid.transcode.slice(segment, segment + 2);
  const first = frameAfter(start);
  return { first, count: frameAfter(end) - first };
};
