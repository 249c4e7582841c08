/** What `haema verify --json` says of files, in one word each. */

export interface Verdict {
  readonly verdict: 'copy' | 'transcode' | 'refused' | 'fails';
  /** Why it is refused. */
  readonly reason?: string;
  /** Why it is no copy. */
  readonly notCopied?: string;
}

interface Line {
  readonly file: string;
  readonly outcome: 'plays' | 'refused' | 'fails';
  readonly as: 'copy' | 'transcode';
  readonly reason: string;
  readonly notCopied: string | null;
}

/** By file; `lines` are those of the command. */
export const verdictsOf = (lines: string): Record<string, Verdict> =>
  Object.fromEntries(
    lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line)
      .map((line) => [line.file, verdictOf(line)]),
  );

const verdictOf = ({ outcome, as, reason, notCopied }: Line): Verdict => {
  if (outcome === 'refused') return { verdict: outcome, reason };
  if (outcome === 'fails') return { verdict: outcome };
  return notCopied === null ? { verdict: as } : { verdict: as, notCopied };
};
