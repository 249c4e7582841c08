/** What was asked and how it went. */
import { quantile } from '../stats.ts';

export interface Times {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly most: number;
}

/** Codes that a machine with much to do, and files that are damaged, answer with. */
const ALLOWED = new Set(['ok', 'left', 'busy', 'timed_out', 'media_invalid']);

export class Tally {
  readonly wrong: string[] = [];
  killed = 0;
  readonly #times = new Map<string, number[]>();
  readonly #replies = new Map<string, Map<string, number>>();

  /** `code`: `ok`, `left` or that of an error. */
  add(kind: string, code: string, ms: number, url: string): void {
    const codes = this.#replies.get(kind) ?? new Map<string, number>();
    this.#replies.set(kind, codes.set(code, (codes.get(code) ?? 0) + 1));
    if (!ALLOWED.has(code)) this.wrong.push(`${code}: ${url}`);
    if (code !== 'ok') return;
    const times = this.#times.get(kind) ?? [];
    this.#times.set(kind, times);
    times.push(ms);
  }

  /** In milliseconds, by kind, until the last byte. */
  times(): Record<string, Times> {
    const rows = [...this.#times].sort().map(([kind, times]) => {
      const sorted = times.toSorted((a, b) => a - b);
      const at = (part: number): number => Math.round(quantile(sorted, part));
      const row = { count: times.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), most: at(1) };
      return [kind, row] as const;
    });
    return Object.fromEntries(rows);
  }

  replies(): Record<string, Record<string, number>> {
    return Object.fromEntries(
      [...this.#replies].sort().map(([kind, codes]) => [kind, Object.fromEntries(codes)]),
    );
  }
}
