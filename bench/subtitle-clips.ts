/** Films with subtitles that are measured on; see clips.ts. */
import { execFileSync } from 'node:child_process';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeClip } from '../test/support/clips.ts';
import { type PgsCaption, writeSup } from '../test/support/pgs.ts';
import { FOLDER, film, film8 } from './clips.ts';

/** 72 s of 8 Mb/s so many times over: 2 GB. */
const TIMES = 28;
const FILM_SECONDS = 72;

const written = (name: string, content: string | Uint8Array): string => {
  const path = join(FOLDER, name);
  if (existsSync(path)) return path;
  writeFileSync(`${path}.${process.pid}`, content);
  renameSync(`${path}.${process.pid}`, path);
  return path;
};

const stamp = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(11, 19)},000`;

/** A line every twenty seconds. */
const sparse = (): string => {
  const lines = Array.from({ length: (TIMES * FILM_SECONDS) / 20 }, (_, at) => 20 * at + 5);
  const blocks = lines.map((start, at) => {
    return `${at + 1}\n${stamp(start)} --> ${stamp(start + 3)}\nThe line at ${start} s\n`;
  });
  return written('sparse.srt', blocks.join('\n'));
};

/** 34 minutes of Matroska whose Cues name each line. */
export const subtitled = (): string => {
  const source = film8();
  return makeClip(FOLDER, 'subtitled.mkv', [
    ...['-stream_loop', String(TIMES - 1), '-i', source, '-i', sparse()],
    ...['-map', '0', '-map', '1', '-c', 'copy'],
  ]);
};

/** The same with Cues of its pictures alone. */
export const uncued = (): string => {
  const source = subtitled();
  const path = source.replace('subtitled', 'uncued');
  if (existsSync(path)) return path;
  const part = `${path}.${process.pid}`;
  execFileSync('mkvmerge', ['-q', '-o', part, '--cues', '2:none', source]);
  renameSync(part, path);
  return path;
};

/** Two lines of text as a disc has them, most of the time. */
const captions = (): PgsCaption[] =>
  Array.from({ length: FILM_SECONDS / 3 }, (_, at) => ({
    ...{ start: 3 * at + 0.2, end: 3 * at + 2.8 },
    objects: [
      {
        ...{ x: 480, y: 900, width: 960, height: 120 },
        pixel: (x: number, y: number) => (((x >> 3) + (y >> 3)) % 4 === 0 ? 1 : y % 60 < 8 ? 0 : 2),
      },
    ],
  }));

const PALETTE = [
  [235, 128, 128, 255],
  [16, 128, 128, 255],
] as const;

/** The film in 1080p with PGS. */
export const captionedFilm = (): string => {
  const sup = writeSup({ width: 1920, height: 1080, palette: PALETTE, captions: captions() });
  return makeClip(FOLDER, 'captioned1080.mkv', [
    ...['-i', film(), '-i', written('captions1080.sup', sup)],
    ...['-map', '0', '-map', '1', '-c', 'copy'],
  ]);
};
