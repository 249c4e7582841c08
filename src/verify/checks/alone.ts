/** Contract 1 and 2: a segment plays by itself, from its time in the playlist on. */
import { lowerBound } from '../../core/lower-bound.ts';
import type { Ticks } from '../../core/ticks.ts';
import type { Inspection } from '../../engine/inspection.ts';
import { earliestAt } from '../../stream/title.ts';
import { AAC_SAMPLES, type CodedSegment, TS_OFFSET } from '../coded.ts';
import { millis, type Spot, type Subject, seconds } from '../subject.ts';
import { TIME_TOLERANCE } from './pictures.ts';

/** What the bytes say. */
export const checkCoded = (subject: Subject, spot: Spot, coded: CodedSegment): void => {
  const fail = (text: string): void => subject.findings.fail('alone', spot, text);
  for (const problem of new Set(coded.problems)) {
    fail(problem);
  }
  let last = Number.NEGATIVE_INFINITY;
  for (const { time, decodeTime } of coded.pictures) {
    if (decodeTime <= last) {
      fail(`decoding times do not rise at ${seconds(decodeTime)}`);
      break;
    }
    last = decodeTime;
    if (coded.decodeEnd === null && decodeTime > time) {
      fail(`a picture of ${seconds(time)} is decoded after it is shown`);
      break;
    }
  }
  const [first] = coded.pictures;
  if (first === undefined || coded.pictures.length === 0) {
    return;
  }
  if (!first.idr) {
    fail('the first picture is no IDR');
  }
  if (coded.pictures.some(({ time }) => time < first.time)) {
    fail('a picture is shown before the first IDR');
  }
};

/** What a decoder says of a transport stream segment. */
export const checkDecoded = (
  subject: Subject,
  spot: Spot,
  coded: CodedSegment,
  decoded: Inspection,
): void => {
  const fail = (text: string): void => subject.findings.fail('alone', spot, text);
  const { pictures, sounds } = coded;
  if (decoded.decodeErrors > 0) {
    fail(`the decoder reports ${decoded.decodeErrors} errors`);
  }
  if (decoded.soundErrors > 0) {
    fail(`the decoder of the sound reports ${decoded.soundErrors} errors`);
  }
  if (decoded.times.length !== pictures.length) {
    fail(`${decoded.times.length} of ${pictures.length} pictures can be decoded`);
  }
  if (pictures.length > 0 && decoded.keys[0] !== 1) {
    fail('the first decoded picture is no key frame');
  }
  if (decoded.pcm.length !== sounds.length * AAC_SAMPLES) {
    fail(`${decoded.pcm.length} samples come out of ${sounds.length} frames of sound`);
  }
  const times = Float64Array.from(pictures, ({ time }) => time).sort();
  const other = times.findIndex(
    (time, index) =>
      Math.abs(time + TS_OFFSET - (decoded.times[index] ?? Number.NaN)) > TIME_TOLERANCE,
  );
  if (other >= 0 && decoded.times.length === times.length) {
    fail(`the decoder shows picture ${other} at another time than ${seconds(times[other] ?? 0)}`);
  }
};

const MILLISECOND: Ticks = 90;

/**
 * The first picture stands at the segment's time, as closely as the grid knew where frames are. A
 * recording that begins amid a GOP has none before the first that can be decoded.
 *
 * @param source times of its frames around the segment
 */
export const checkStart = (
  subject: Subject,
  spot: Spot,
  first: Ticks,
  source: Float64Array,
): void => {
  const { title, video, frame, madeFrame, figures, findings } = subject;
  const { transcode } = title.grid;
  const start = transcode[spot.segment] ?? 0;
  const end = transcode[spot.segment + 1] ?? start;
  // A header tells of the first picture that has a time, before which there may be some without.
  const told = spot.segment === 0 ? 0 : (video?.start ?? 0);
  const begins = Math.max(told, source[0] ?? 0);
  const expected = begins > start && begins < end && first !== start ? begins : start;
  // A steady rate is what a header says: frames may be missing all the same.
  const earliest = source[lowerBound(source, earliestAt(start))] ?? 0;
  const steady = (video?.constantRate ?? false) && first > earliest + TIME_TOLERANCE;
  const known = title.probe.index.frames.length > 0 || steady;
  const limit = known ? frame / 4 + MILLISECOND : 1.6 * madeFrame + 2 * MILLISECOND;
  const error = first - expected;
  figures.worstStart = Math.max(figures.worstStart, Math.abs(error) / MILLISECOND);
  if (Math.abs(error) > limit) {
    const [off, most] = [millis(error), millis(limit)];
    findings.fail('alone', spot, `begins ${off} off ${seconds(expected)}, ${most} are allowed`);
  }
};
