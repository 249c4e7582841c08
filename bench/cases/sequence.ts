/** All segments of a stretch in order, against one ffmpeg that never stops in between. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { fromSeconds, toSeconds } from '../../src/core/ticks.ts';
import type { Title } from '../../src/stream/title.ts';
import { open } from '../../test/support/title.ts';
import { film } from '../clips.ts';
import type { Case, Claim, Comparison } from '../comparison.ts';
import { ffmpegCommand, runSubject, runWhole } from '../processes.ts';

const LENGTH = fromSeconds(24);

const CLAIMS: readonly Claim[] = ['one by one', 'one ahead'].flatMap((variant) => [
  { variant, metric: 'cpuMs', atMost: 1.08 },
  { variant, metric: 'wallMs', atMost: 1.12 },
]);

/** @param gop seconds between ffmpeg's key frames */
const continuous = (title: Title, rendition: string, count: number, gop: number, output: string) =>
  runWhole(
    ffmpegCommand(
      title,
      { rendition, from: 0, to: toSeconds(title.grid.transcode[count] ?? 0), gop },
      output,
    ),
    () => ({ bytes: statSync(output).size }),
  );

/** How many segments make up the stretch. */
const countOf = (title: Title): number =>
  title.grid.transcode.findIndex((boundary) => boundary >= LENGTH);

export const sequence: Case = async (scratch) => {
  const title = await open(film());
  const output = join(scratch, 'all.ts');
  const count = countOf(title);
  const inOrder = (rendition: string, ahead: number) =>
    runSubject({ what: 'sequence', source: title.source, rendition, count, ahead }, 'process');
  return ['1080p_h264', '720p_h264'].map((rendition) => ({
    name: `${rendition}, ${count} segments`,
    files: [film()],
    baseline: 'ffmpeg',
    variants: {
      'one by one': () => inOrder(rendition, 0),
      'one ahead': () => inOrder(rendition, 1),
      ffmpeg: () => continuous(title, rendition, count, 1, output),
    },
    claims: CLAIMS,
  }));
};

/** What our segments weigh against ffmpeg's stream, key frames as often and half as often. */
export const bytes: Case = async (scratch) => {
  const title = await open(film());
  const output = join(scratch, 'all.ts');
  const count = countOf(title);
  return ['1080p_h264', '720p_h264', '480p_h264', '240p_h264'].map(
    (rendition): Comparison => ({
      name: rendition,
      files: [film()],
      baseline: 'ffmpeg, a key frame a second',
      variants: {
        haema: () =>
          runSubject(
            { what: 'sequence', source: title.source, rendition, count, ahead: 1 },
            'process',
          ),
        'ffmpeg, a key frame a second': () => continuous(title, rendition, count, 1, output),
        'ffmpeg, one every 2 s': () => continuous(title, rendition, count, 2, output),
      },
      claims: [],
      onlyOnce: true,
    }),
  );
};
