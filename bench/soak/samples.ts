/** What a server and all below it hold, again and again. */
import { below, listed, memoryOf, numberIn } from '../proc.ts';

const MB = 1_000_000;

export interface Sample {
  /** Of the run. */
  readonly seconds: number;
  readonly serverMb: number;
  readonly childrenMb: number;
  readonly descriptors: number;
  readonly threads: number;
  readonly children: number;
}

export class Samples {
  readonly rows: Sample[] = [];
  readonly #pid: number;
  readonly #startedAt = performance.now();

  constructor(pid: number) {
    this.#pid = pid;
  }

  take(): void {
    const server = held(this.#pid);
    const children = below(this.#pid).map(held);
    const all = [server, ...children];
    this.rows.push({
      seconds: Math.round((performance.now() - this.#startedAt) / 100) / 10,
      serverMb: server.memory / MB,
      childrenMb: sum(children.map(({ memory }) => memory)) / MB,
      descriptors: sum(all.map(({ descriptors }) => descriptors)),
      threads: sum(all.map(({ threads }) => threads)),
      children: children.length,
    });
  }

  /** When caches and pools have filled. */
  secondHalf(): Sample[] {
    return this.rows.slice(this.rows.length >> 1);
  }
}

/** By least squares, an hour. */
export const slopes = (rows: readonly Sample[]): Record<string, number> => {
  const { seconds: _, ...rest } = rows[0] ?? { seconds: 0 };
  const names = Object.keys(rest) as (keyof Sample)[];
  const hours = rows.map(({ seconds }) => seconds / 3600);
  const mean = sum(hours) / hours.length;
  const spread = sum(hours.map((hour) => (hour - mean) ** 2));
  const slope = (name: keyof Sample): number =>
    sum(rows.map((row, at) => ((hours[at] ?? 0) - mean) * row[name])) / spread;
  return Object.fromEntries(names.map((name) => [name, Math.round(10 * slope(name)) / 10 || 0]));
};

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

const held = (pid: number) => ({
  memory: memoryOf(pid),
  threads: numberIn(`/proc/${pid}/status`, 'Threads'),
  descriptors: listed(`/proc/${pid}/fd`).length,
});
