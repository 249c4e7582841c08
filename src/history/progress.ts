/** What a place in a film means: pure rules. */

/** Whose place, and in what. */
export interface Watching {
  readonly profileId: string;
  readonly videoId: string;
  /** What the file is a copy of, as its names tell: another copy of the same goes on there. */
  readonly item: string;
}

export interface Progress {
  readonly positionMs: number;
  /** 0 where nobody knew. */
  readonly durationMs: number;
  /** It was seen to its end, whenever that was. */
  readonly watched: boolean;
  /** It was taken out of what is to be continued. */
  readonly hidden: boolean;
  /** By the clock of whoever watched, milliseconds since 1970. */
  readonly updatedMs: number;
}

/** A place as a player tells it. */
export interface Report {
  readonly positionMs: number;
  readonly durationMs: number;
  /** By hand; without it the position tells. */
  readonly watched?: boolean | undefined;
  readonly atMs: number;
  /** Where the credits begin, if a chapter says so. */
  readonly creditsMs?: number | null | undefined;
}

/** Who has seen this share of a film does not come back for the rest. */
const END = 0.9;

/** Who has seen less has only looked in. */
const BEGUN_MS = 10_000;

/** Longer than any film. */
const LONGEST_MS = 1e10;

/** Clocks of players differ by this much; one that is further ahead would win for ever. */
const CLOCK_SLACK_MS = 60_000;

/** What is known after a report: what was known, when that is newer. They arrive in any order. */
export const advance = (before: Progress | null, report: Report, nowMs: number): Progress => {
  const latest = nowMs + CLOCK_SLACK_MS;
  const updatedMs = within(report.atMs, latest);
  const isLate = before !== null && before.updatedMs > updatedMs;
  if (isLate && before.updatedMs <= latest) return before; // else somebody's clock was wrong
  const durationMs = within(report.durationMs, LONGEST_MS);
  // Behind the credits there is nothing to go on with.
  const positionMs = isInCredits(report) ? 0 : within(report.positionMs, LONGEST_MS);
  const watched = report.watched ?? (isAtEnd(report) || (before?.watched ?? false));
  return { positionMs, durationMs, watched, hidden: false, updatedMs };
};

const within = (value: number, most: number): number => Math.max(0, Math.min(value, most));

const isInCredits = ({ positionMs, creditsMs = null }: Omit<Report, 'atMs'>): boolean =>
  creditsMs !== null && creditsMs > 0 && positionMs >= creditsMs;

const isAtEnd = (report: Omit<Report, 'atMs'>): boolean =>
  (report.durationMs > 0 && report.positionMs >= report.durationMs * END) || isInCredits(report);

/** Where playing goes on: at the beginning of what was hardly begun or seen to its end. */
export const resumeAt = (progress: Progress): number =>
  isUnfinished(progress) ? progress.positionMs : 0;

/** Whether it is to be continued. */
export const isUnfinished = (progress: Progress): boolean =>
  !progress.hidden && progress.positionMs >= BEGUN_MS && !isAtEnd(progress);

/** Nothing was seen of it, or it was marked so. */
export const isNever = (progress: Progress): boolean =>
  progress.positionMs === 0 && !progress.watched;
