/** How far the look through the folders is, in the API's own spelling. */
import type { Library } from '../library/library.ts';
import type { Survey } from './survey.ts';

export class ScanReport {
  readonly #library: Library;
  readonly #survey: Survey;

  constructor(library: Library, survey: Survey) {
    this.#library = library;
    this.#survey = survey;
  }

  now() {
    const { left, done, failed, rate } = this.#survey.status();
    const { isRunning, found, endedAt, roots, away, empty } = this.#library.scanStatus();
    const phase = isRunning
      ? ('listing' as const)
      : left > 0
        ? ('probing' as const)
        : ('idle' as const);
    return {
      phase,
      found,
      probed: done,
      failed,
      left,
      /** Files a second, and seconds until all are looked into. */
      rate: Math.round(rate * 10) / 10,
      eta: rate > 0 ? Math.ceil(left / rate) : null,
      /** Names of the folders that are away. */
      offline: away,
      roots: roots.map((name) => ({
        name,
        state: stateOf({
          isAway: away.includes(name),
          isEmpty: empty.has(name),
          wasSeen: endedAt !== null,
        }),
      })),
      last: endedAt === null ? null : new Date(endedAt).toISOString(),
    };
  }

  /** Looks through the folders now, also where that was done a moment ago. */
  begin() {
    this.#library.look();
    return this.now();
  }
}

interface RootFacts {
  readonly isAway: boolean;
  readonly isEmpty: boolean;
  /** A look has ended. */
  readonly wasSeen: boolean;
}

const stateOf = ({ isAway, isEmpty, wasSeen }: RootFacts) => {
  if (isAway) return 'offline' as const;
  if (!wasSeen) return 'looking' as const;
  return isEmpty ? ('empty' as const) : ('online' as const);
};
