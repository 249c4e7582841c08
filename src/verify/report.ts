/** The outcome of a verification as text: one JSON object a line, or a table. */
import { describe } from './findings.ts';
import type { Figures } from './subject.ts';
import type { Progress } from './verification.ts';
import type { Outcome } from './verify.ts';

export interface Row {
  readonly file: string;
  readonly result: Outcome;
}

const LISTED = 20;

export const jsonLine = ({ file, result }: Row): string => {
  const { outcome, as, notCopied, reason, figures, failures, warnings, took } = result;
  const rounded = Object.entries(figures ?? {}).map(([name, value]) => [name, round(value)]);
  return JSON.stringify({
    file,
    outcome,
    as,
    reason,
    notCopied,
    seconds: round(took),
    ...Object.fromEntries(rounded),
    failures: failures.slice(0, LISTED).map(describe),
    warnings: warnings.slice(0, LISTED).map(describe),
  });
};

const round = (value: unknown): unknown =>
  typeof value === 'number' ? Math.round(value * 1000) / 1000 : value;

const HEADINGS = ['file', 'outcome', 'segments', 'frames', 'held', 'dropped', 'start', 'luma'];
const MORE_HEADINGS = ['lag', 'joints', 'one piece', 'elsewhere', 'again', 'warm', 'took'];

/** A line a file, a line for each reason and warning below it, and the sum. */
export const table = (rows: readonly Row[]): string => {
  const cells = rows.map((row) => cellsOf(row));
  const all = [[...HEADINGS, ...MORE_HEADINGS], ...cells];
  const widths = all[0]?.map((_, column) =>
    Math.max(...all.map((line) => width(line[column] ?? ''))),
  );
  const lines = all.map((line) => aligned(line, widths ?? []));
  const text = lines.flatMap((line, index) => {
    const row = rows[index - 1];
    return row === undefined ? [line] : [line, ...remarks(row)];
  });
  return [...text, sumOf(rows), ''].join('\n');
};

const cellsOf = ({ file, result }: Row): string[] => {
  const { figures, took } = result;
  const name = oneLine(file);
  const outcome = verdictOf(result);
  const time = `${took.toFixed(1)} s`;
  if (figures === null) {
    return [name, outcome, ...Array<string>(12).fill('-'), time];
  }
  const { segments, frames, held, dropped, remade, warm } = figures;
  return [
    name,
    outcome,
    ...[segments, frames, held, dropped].map(String),
    `${figures.worstStart.toFixed(1)} ms`,
    figures.pictureDifference.toFixed(2),
    lagOf(figures),
    decibels(figures.snrJoints),
    decibels(figures.snrOnePiece),
    decibels(figures.snrElsewhere),
    String(remade),
    String(warm),
    time,
  ];
};

const verdictOf = ({ outcome, as }: Outcome): string => {
  if (outcome === 'fails') return 'FAILS';
  return outcome === 'plays' ? `plays as ${as}` : outcome;
};

const lagOf = ({ lagMin, lagMax }: Figures): string =>
  lagMin === null || lagMax === null ? '-' : `${lagMin.toFixed(2)}…${lagMax.toFixed(2)} ms`;

const decibels = (value: number | null): string =>
  value === null ? '-' : `${value.toFixed(1)} dB`;

/** All failures of a file that stands alone would be too many in a list of files. */
const remarks = ({ result }: Row): string[] => {
  const { failures, warnings, reason, refusal } = result;
  if (refusal !== null) {
    return [`    ${oneLine(reason)}`];
  }
  const listed = failures.slice(0, LISTED).map((finding) => `    ${oneLine(describe(finding))}`);
  const noted = warnings.slice(0, LISTED).map((note) => `    note: ${oneLine(describe(note))}`);
  const more = failures.length > LISTED ? [`    and ${failures.length - LISTED} more`] : [];
  return [...listed, ...more, ...noted];
};

const sumOf = (rows: readonly Row[]): string => {
  const { copy, transcode, refused, fails } = countsOf(rows);
  const how = copy + transcode === 0 ? '' : ` (${copy} as copy, ${transcode} as transcode)`;
  return `${copy + transcode} play${how}, ${refused} refused, ${fails} fail`;
};

const countsOf = (rows: readonly Row[]) => {
  const counts = { copy: 0, transcode: 0, refused: 0, fails: 0 };
  for (const { outcome, as } of rows.map(({ result }) => result)) {
    counts[outcome === 'plays' ? (as ?? 'transcode') : outcome]++;
  }
  return counts;
};

const aligned = (line: readonly string[], widths: readonly number[]): string =>
  line
    .map((cell, column) => {
      const room = ' '.repeat((widths[column] ?? 0) - width(cell));
      return column < 2 ? cell + room : room + cell;
    })
    .join('  ')
    .trimEnd();

/** Characters as people count them, near enough. */
const width = (text: string): number => [...text].length;

/** Names of files may hold line breaks and terminal escapes. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** At most `columns` wide. */
export const progressLine = (
  file: string,
  { done, total, what }: Progress,
  columns = Number.POSITIVE_INFINITY,
): string => {
  const percent = Math.min(99, Math.floor((100 * done) / Math.max(1, total)));
  return fitted(`${oneLine(file)}: ${percent} %, ${what}`, columns);
};

/** How far a folder is. `current`: the line of a file that is at hand. */
export const folderLine = (
  judged: readonly Row[],
  total: number,
  current: string,
  columns: number,
): string => {
  const { copy, transcode, refused, fails } = countsOf(judged);
  const counts = `${copy + transcode} play, ${refused} refused, ${fails} fail`;
  return fitted(`${judged.length} of ${total}: ${counts} | ${current}`, columns);
};

const fitted = (line: string, columns: number): string =>
  [...line].slice(0, Math.max(1, columns - 1)).join('');
