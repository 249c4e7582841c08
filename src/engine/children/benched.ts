/** Files that have brought children down: not tried again for a while. */
import { dropOldest } from '../../core/drop-oldest.ts';
import { HaemaError } from '../../core/errors.ts';
import type { BenchedFile } from '../status.ts';
import type { SourceRef } from '../types.ts';

/** How a file has brought a child down. */
export type Offence = 'crashed' | 'killed' | 'hung' | 'endless' | 'greedy';

interface Rule {
  readonly code: 'MEDIA_CRASHES' | 'TIMED_OUT';
  readonly reason: string;
  readonly forMs: number;
}

const MINUTE = 60_000;

/** A share comes back by itself; what is wrong with a file stays. */
const RULES: Readonly<Record<Offence, Rule>> = {
  crashed: {
    code: 'MEDIA_CRASHES',
    reason: 'this file makes the decoder fail, again when nothing else was done',
    forMs: 10 * MINUTE,
  },
  greedy: {
    code: 'MEDIA_CRASHES',
    reason: 'this file takes more memory than --engine-memory allows',
    forMs: 10 * MINUTE,
  },
  killed: {
    code: 'MEDIA_CRASHES',
    reason: 'the system kills what reads this file: it may take more memory than there is',
    forMs: MINUTE,
  },
  hung: {
    code: 'TIMED_OUT',
    reason: 'this file cannot be read at the moment: its disk or share does not answer',
    forMs: 10_000,
  },
  endless: {
    code: 'TIMED_OUT',
    reason: 'this file takes too long: it, its disk or its share is damaged or very slow',
    forMs: MINUTE,
  },
};

/** Forgotten then: many bad files must not fill the memory. */
const KEPT = 1000;

interface Entry extends BenchedFile {
  readonly error: HaemaError;
  /** As `until`, by a clock that nobody can put forward or back. */
  readonly untilMs: number;
}

export class Benched {
  readonly #files = new Map<string, Entry>();

  /** @returns what whoever asks for the file is told from now on */
  add(source: SourceRef, offence: Offence): HaemaError {
    const { code, reason, forMs } = RULES[offence];
    const error = new HaemaError(code, reason, { detail: source.path });
    this.#files.delete(keyOf(source));
    const until = new Date(Date.now() + forMs);
    const untilMs = performance.now() + forMs;
    this.#files.set(keyOf(source), { source, reason, until, untilMs, error });
    dropOldest(this.#files, KEPT);
    return error;
  }

  /** Null when it may be tried. */
  find(source: SourceRef): HaemaError | null {
    const key = keyOf(source);
    const benched = this.#files.get(key);
    if (benched === undefined) return null;
    if (benched.untilMs > performance.now()) return benched.error;
    this.#files.delete(key);
    return null;
  }

  list(): BenchedFile[] {
    const now = performance.now();
    const benched = [...this.#files.values()].filter(({ untilMs }) => untilMs > now);
    return benched.map(({ source, reason, until }) => ({ source, reason, until }));
  }
}

/** Another version of the file may be a good one. */
const keyOf = ({ root, path, version }: SourceRef): string =>
  [root, path, version?.size, version?.mtimeUs].join('\0');
