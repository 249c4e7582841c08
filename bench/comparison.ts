/** What a bench is made of, and how its rounds are run. */
import { createReadStream } from 'node:fs';
import { median, pairedRatio, type Ratio } from './stats.ts';

/** Name of a quantity → value: `wallMs`, `cpuMs`, `bytes`. */
export type Sample = Readonly<Record<string, number>>;

export interface Measured {
  readonly command: string;
  readonly sample: Sample;
}

/** One way to do the work, measured in a process of its own. */
export type Variant = (round: number) => Measured | Promise<Measured>;

export interface Claim {
  readonly variant: string;
  readonly metric: string;
  readonly atMost: number;
  /** What is judged: the median of the ratios to the baseline, or that of the values themselves. */
  readonly of?: 'ratio' | 'value';
}

export interface Comparison {
  readonly name: string;
  /** Read once before the first round: every variant finds them in the page cache. */
  readonly files: readonly string[];
  readonly variants: Readonly<Record<string, Variant>>;
  /** The variant that the others are divided by. */
  readonly baseline: string;
  readonly claims: readonly Claim[];
  /** Where every round would give the same. */
  readonly onlyOnce?: boolean;
}

/** The folder is there for output that nobody reads. */
export type Case = (scratch: string) => Promise<readonly Comparison[]>;

interface VariantResult {
  readonly commands: readonly string[];
  readonly samples: readonly Sample[];
  readonly medians: Sample;
}

export interface ComparisonResult {
  readonly name: string;
  readonly baseline: string;
  readonly rounds: number;
  readonly variants: Readonly<Record<string, VariantResult>>;
  readonly ratios: Readonly<Record<string, Readonly<Record<string, Ratio>>>>;
  readonly claims: readonly (Claim & { readonly found: number; readonly holds: boolean })[];
}

/** Every variant once a round, in an order that is turned round every time. */
export const compare = async (comparison: Comparison, runs: number): Promise<ComparisonResult> => {
  for (const file of comparison.files) {
    await readOnce(file);
  }
  const rounds = comparison.onlyOnce === true ? 1 : runs;
  const names = Object.keys(comparison.variants);
  const measured = new Map<string, Measured[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      const result = await comparison.variants[name]?.(round);
      if (result !== undefined) {
        measured.get(name)?.push(result);
      }
    }
  }
  return summary(comparison, rounds, measured);
};

const readOnce = async (file: string): Promise<void> => {
  for await (const _chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
  }
};

const summary = (
  { name, baseline, claims }: Comparison,
  rounds: number,
  measured: ReadonlyMap<string, readonly Measured[]>,
): ComparisonResult => {
  const variants: Record<string, VariantResult> = {};
  const ratios: Record<string, Record<string, Ratio>> = {};
  const base = valuesOf(measured.get(baseline) ?? []);
  for (const [variant, runs] of measured) {
    const values = valuesOf(runs);
    const medians = [...values].map(([metric, list]) => [metric, median(list)] as const);
    variants[variant] = {
      commands: [...new Set(runs.map(({ command }) => command))],
      samples: runs.map(({ sample }) => sample),
      medians: Object.fromEntries(medians),
    };
    if (variant !== baseline) {
      const shared = [...values].filter(([metric]) => base.has(metric));
      ratios[variant] = Object.fromEntries(
        shared.map(([metric, list]) => [metric, pairedRatio(list, base.get(metric) ?? [])]),
      );
    }
  }
  const judged = claims.map((claim) => {
    const { variant, metric, of = 'ratio', atMost } = claim;
    const ratio = ratios[variant]?.[metric]?.median;
    const value = variants[variant]?.medians[metric];
    const found = (of === 'ratio' ? ratio : value) ?? Number.NaN;
    return { ...claim, found, holds: found <= atMost };
  });
  return { name, baseline, rounds, variants, ratios, claims: judged };
};

/** Metric → its value in every round. */
const valuesOf = (runs: readonly Measured[]): Map<string, number[]> => {
  const values = new Map<string, number[]>();
  for (const { sample } of runs) {
    for (const [metric, value] of Object.entries(sample)) {
      values.set(metric, [...(values.get(metric) ?? []), value]);
    }
  }
  return values;
};
