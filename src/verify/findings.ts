/** What a check found wrong. Numbers stand in the text; times in seconds. */
export interface Finding {
  readonly check: CheckName;
  /** Null: of the whole file. */
  readonly rendition: string | null;
  readonly segment: number | null;
  readonly text: string;
}

export type CheckName =
  | 'playlist'
  | 'made'
  | 'alone'
  | 'frames'
  | 'pictures'
  | 'audio'
  | 'seams'
  | 'identity'
  | 'containers'
  | 'copies';

export type Place = Pick<Finding, 'rendition' | 'segment'>;

const KEPT = 200;

/** Collects findings; after the first 200 they are only counted. */
export class Findings {
  readonly failures: Finding[] = [];
  readonly warnings: Finding[] = [];
  failureCount = 0;

  fail(check: CheckName, place: Place, text: string): void {
    this.failureCount++;
    if (this.failures.length < KEPT) {
      this.failures.push({ check, ...place, text });
    }
  }

  warn(check: CheckName, place: Place, text: string): void {
    if (this.warnings.length < KEPT) {
      this.warnings.push({ check, ...place, text });
    }
  }

  /** The first failure and how many more there are; empty when there is none. */
  reason(): string {
    const [first] = this.failures;
    if (first === undefined) {
      return '';
    }
    const more = this.failureCount - 1;
    return more === 0 ? describe(first) : `${describe(first)}; and ${more} more`;
  }
}

export const describe = ({ check, rendition, segment, text }: Finding): string => {
  const where = [rendition, segment === null ? null : `segment ${segment}`];
  const words = where.filter((word) => word !== null).join(' ');
  return words === '' ? `${check}: ${text}` : `${check}: ${words}: ${text}`;
};
