/** One segment that nobody has asked for before, against ffmpeg seeking there. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { toSeconds } from '../../src/core/ticks.ts';
import { segmentCount, segmentRequest, type Title } from '../../src/stream/title.ts';
import { seededInts } from '../../test/support/seeded-ints.ts';
import { open } from '../../test/support/title.ts';
import { film } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { ffmpegCommand, HAEMA, runSubject, runWhole } from '../processes.ts';

/** At least this far behind a key frame, so that there is something to decode for nothing. */
const MID_GOP = 90_000;

/** Segments inside of the film, by how far behind its key frame each begins. */
const segmentsWhere = (title: Title, holds: (distance: number) => boolean): number[] =>
  Array.from({ length: segmentCount(title) }, (_, index) => index).filter((index) => {
    const { start, key } = segmentRequest(
      title,
      { rendition: title.ladder[0]?.name ?? '', container: 'ts' },
      index,
    );
    return index > 1 && index < segmentCount(title) - 1 && holds(start - (key?.time ?? 0));
  });

export const coldComparison = (
  title: Title,
  scratch: string,
  { name, rendition, indexes }: { name: string; rendition: string; indexes: readonly number[] },
): Omit<Comparison, 'claims'> => {
  const file = join(title.source.root, title.source.path);
  const output = join(scratch, 'segment.ts');
  const bytes = () => ({ bytes: statSync(output).size });
  const next = seededInts(7);
  const order = Array.from({ length: 100 }, () => indexes[next(indexes.length)] ?? 0);
  const requestOf = (round: number) =>
    segmentRequest(title, { rendition, container: 'ts' }, order[round % order.length] ?? 0);
  const what = (round: number) => [
    '--rendition',
    rendition,
    '--index',
    `${requestOf(round).index}`,
  ];
  return {
    name,
    files: [file],
    baseline: 'ffmpeg',
    variants: {
      'engine.segment()': (round) =>
        runSubject({ what: 'segment', request: requestOf(round) }, 'call'),
      'haema segment': (round) =>
        runWhole([...HAEMA, 'segment', file, ...what(round), '-o', output], bytes),
      ffmpeg: (round) => {
        const { start, end } = requestOf(round);
        const stretch = { rendition, from: toSeconds(start), to: toSeconds(end), gop: 1 };
        return runWhole(ffmpegCommand(title, stretch, output), bytes);
      },
    },
  };
};

export const cold: Case = async (scratch) => {
  const title = await open(film());
  const atKey = segmentsWhere(title, (distance) => distance === 0);
  const midGop = segmentsWhere(title, (distance) => distance >= MID_GOP);
  const rows = [
    { name: '1080p at a key frame', rendition: '1080p_h264', indexes: atKey, atMost: 1 },
    { name: '720p in the middle of a GOP', rendition: '720p_h264', indexes: midGop, atMost: 0.85 },
    { name: '240p in the middle of a GOP', rendition: '240p_h264', indexes: midGop, atMost: 0.75 },
  ];
  return rows.map((row) => ({
    ...coldComparison(title, scratch, row),
    claims: [{ variant: 'engine.segment()', metric: 'wallMs', atMost: row.atMost }],
  }));
};
