/**
 * One segment that is copied from an open file, against ffmpeg copying the same stretch; and how
 * long a player waits for the first bytes of a large one.
 */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { toSeconds } from '../../src/core/ticks.ts';
import type { Container, SegmentRequest } from '../../src/engine/types.ts';
import { openCopies } from '../../src/stream/copies.ts';
import { boundariesOf, segmentRequest, type Title } from '../../src/stream/title.ts';
import { seededInts } from '../../test/support/seeded-ints.ts';
import { engine, open } from '../../test/support/title.ts';
import { film8, film56 } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { runSubject, runWhole } from '../processes.ts';

const AT_MOST_MS = 10;

const FORMATS: Readonly<Record<Container, readonly string[]>> = {
  ts: ['-f', 'mpegts'],
  // As segments of fMP4 are: pictures alone, in one fragment.
  fmp4: ['-an', '-movflags', '+frag_keyframe+empty_moov+default_base_moof', '-f', 'mp4'],
};

const ffmpegCopy = (file: string, container: Container, output: string) => {
  return ({ start, end }: SegmentRequest): string[] => [
    ...['ffmpeg', '-nostdin', '-v', 'error', '-y'],
    ...['-ss', toSeconds(start).toFixed(6), '-t', toSeconds(end - start).toFixed(6)],
    ...['-i', file, '-map', '0', '-c', 'copy', ...FORMATS[container], output],
  ];
};

/** Pairs of segments in any order: one to open the file with, one to be measured. */
const drawn = (title: Title, rendition: string, container: Container) => {
  const count = boundariesOf(title, rendition).length - 1;
  const next = seededInts(11);
  const pairs = Array.from({ length: 100 }, () => {
    const index = 1 + next(count - 2);
    const request = segmentRequest(title, { rendition, container }, index);
    const other = (index + Math.floor(count / 2)) % count;
    return { request, before: segmentRequest(title, { rendition, container }, other) };
  });
  return (round: number) => {
    const pair = pairs[round % pairs.length];
    if (pair === undefined) throw new Error('nothing was drawn');
    return pair;
  };
};

const copiesOf = async (file: string) => {
  const title = await openCopies(engine, await open(file));
  const rendition = title.copy?.name;
  if (rendition === undefined) throw new Error(`${file}: ${title.copyRefused}`);
  return { title, rendition };
};

const inParts = async (): Promise<Comparison> => {
  const file = film56();
  const { title, rendition } = await copiesOf(file);
  const pairOf = drawn(title, rendition, 'fmp4');
  const whole = ({ request, before }: ReturnType<typeof pairOf>) => ({
    before,
    request: { ...request, part: null },
  });
  return {
    name: '1080p, 56 Mb/s, 4 s as fmp4, part by part',
    files: [file],
    baseline: 'in one piece',
    variants: {
      'the first part': (round) =>
        runSubject({ what: 'segment', part: true, ...pairOf(round) }, 'call'),
      'all parts': (round) => runSubject({ what: 'segment', ...pairOf(round) }, 'call'),
      'in one piece': (round) => runSubject({ what: 'segment', ...whole(pairOf(round)) }, 'call'),
    },
    claims: [
      { variant: 'the first part', metric: 'wallMs', atMost: AT_MOST_MS, of: 'value' },
      { variant: 'the first part', metric: 'wallMs', atMost: 0.3 },
      { variant: 'all parts', metric: 'wallMs', atMost: 1.3 },
    ],
  };
};

export const copy: Case = async (scratch) => {
  const file = film8();
  const { title, rendition } = await copiesOf(file);
  const against = (['ts', 'fmp4'] as const).map((container): Comparison => {
    const pairOf = drawn(title, rendition, container);
    const output = join(scratch, `segment.${container}`);
    const command = ffmpegCopy(file, container, output);
    return {
      name: `1080p, 8 Mb/s, 4 s as ${container}`,
      files: [file],
      baseline: 'ffmpeg',
      variants: {
        'engine.segment()': (round) => runSubject({ what: 'segment', ...pairOf(round) }, 'call'),
        ffmpeg: (round) =>
          runWhole(command(pairOf(round).request), () => ({ bytes: statSync(output).size })),
      },
      claims: [
        { variant: 'engine.segment()', metric: 'wallMs', atMost: AT_MOST_MS, of: 'value' },
        { variant: 'engine.segment()', metric: 'wallMs', atMost: 0.1 },
      ],
    };
  });
  return [...against, await inParts()];
};
