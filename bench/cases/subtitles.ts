/** What it takes to show subtitles: text of a large file, and pictures that are drawn. */
import { open } from '../../test/support/title.ts';
import type { Case, Comparison } from '../comparison.ts';
import { runSubject } from '../processes.ts';
import { captionedFilm, subtitled, uncued } from '../subtitle-clips.ts';

/** Of the text. */
const STREAM = 2;
const COUNT = 12;

/** The first minute, and one in the middle. */
const MINUTES = [0, 17];

/**
 * Files are read by what names their packets, else through: `reading` ends when the first minute is
 * known, `all` at the end of the file, which nobody waits for.
 */
export const subtitles: Case = async () => {
  const { source, probe } = await open(subtitled());
  const { origin } = probe;
  const cues = MINUTES.map((minute): Comparison => {
    const task = { what: 'cues', source, origin, stream: STREAM, minute } as const;
    return {
      name: `minute ${minute} of 2 GB, named by Cues`,
      files: [],
      baseline: 'opening',
      variants: {
        segment: () => runSubject(task, 'call'),
        opening: () => runSubject({ what: 'probe', source }, 'call'),
      },
      claims: [{ variant: 'segment', metric: 'wallMs', atMost: 2 }],
    };
  });
  const { source: bare } = await open(uncued());
  const scan = { what: 'cue scan', source: bare, origin, stream: STREAM } as const;
  const through: Comparison = {
    name: '2 GB without Cues of the subtitles',
    files: [],
    baseline: 'opening',
    variants: {
      reading: () => runSubject({ ...scan, minutes: 1 }, 'call'),
      all: () => runSubject({ ...scan, minutes: null }, 'call'),
      opening: () => runSubject({ what: 'probe', source: bare }, 'call'),
    },
    claims: [],
  };
  return [...cues, through];
};

/** The same segments with PGS and without. */
export const burn: Case = async () => {
  const { source } = await open(captionedFilm());
  return ['1080p_h264', '720p_h264'].map((rendition): Comparison => {
    const task = { what: 'sequence', source, count: COUNT, ahead: 0 } as const;
    const drawn = rendition.replace('_', `-sub${STREAM}_`);
    return {
      name: `${rendition}, ${COUNT} segments with PGS drawn into them`,
      files: [captionedFilm()],
      baseline: 'plain',
      variants: {
        drawn: () => runSubject({ ...task, rendition: drawn }, 'call'),
        plain: () => runSubject({ ...task, rendition }, 'call'),
      },
      claims: [
        { variant: 'drawn', metric: 'cpuMs', atMost: 1.15 },
        { variant: 'drawn', metric: 'wallMs', atMost: 1.15 },
      ],
    };
  });
};
