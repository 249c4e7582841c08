/**
 * Which new files are complete. One that is being copied here changes from look to look; it is left
 * alone until two looks in a row, some seconds apart, find the same.
 */
import type { FileVersion } from '../engine/types.ts';

/** As long as those who copy may pause. */
export const QUIET_MS = 5_000;

/** A recording grows for hours, and somebody may want to see its beginning. */
export const LONGEST_MS = 180_000;

interface Seen extends FileVersion {
  /** When it was looked at, when it was first as it is, and when it was first there. */
  readonly seenMs: number;
  readonly sinceMs: number;
  readonly firstMs: number;
}

/** One look through the folders. */
export interface QuietLook {
  /** `seenMs`: when it was looked at. The same answer, however often it is asked for. */
  isQuiet(key: string, file: FileVersion, seenMs: number): boolean;
  /** Forgets what was not asked about. @returns when to look again; null when nothing waits */
  end(): number | null;
}

export class Quiet {
  #waiting = new Map<string, Seen>();

  look(): QuietLook {
    const asked = new Map<string, Seen>();
    const isOver = ({ seenMs, sinceMs, firstMs }: Seen): boolean =>
      seenMs - sinceMs >= QUIET_MS || seenMs - firstMs >= LONGEST_MS;
    const see = (key: string, { size, mtimeUs }: FileVersion, seenMs: number): Seen => {
      const before = this.#waiting.get(key);
      const isSame = before?.size === size && before.mtimeUs === mtimeUs;
      const sinceMs = isSame ? before.sinceMs : seenMs;
      return { size, mtimeUs, seenMs, sinceMs, firstMs: before?.firstMs ?? seenMs };
    };
    return {
      isQuiet: (key, file, seenMs) => {
        const seen = asked.get(key) ?? see(key, file, seenMs);
        asked.set(key, seen);
        return isOver(seen);
      },
      end: () => {
        this.#waiting = new Map([...asked].filter(([, seen]) => !isOver(seen)));
        // What has grown for long is looked at less often.
        const waiting = [...this.#waiting.values()];
        const pauses = waiting.map(({ seenMs, firstMs }) => (seenMs - firstMs) / 4);
        return pauses.length === 0 ? null : Math.max(QUIET_MS, Math.min(...pauses));
      },
    };
  }
}
