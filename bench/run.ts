/**
 * Runs the benches and writes bench/results/<name>.json.
 *
 *   node bench/run.ts [NAME…] [--runs N]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { children, sandbox } from './cases/children.ts';
import { cold } from './cases/cold.ts';
import { copy } from './cases/copy.ts';
import { far } from './cases/far.ts';
import { films } from './cases/films.ts';
import { hdr } from './cases/hdr.ts';
import { thumbnails, trickplay } from './cases/pictures.ts';
import { probe } from './cases/probe.ts';
import { search } from './cases/search.ts';
import { bytes, sequence } from './cases/sequence.ts';
import { firstPlaylist, serve, start } from './cases/serve.ts';
import { burn, subtitles } from './cases/subtitles.ts';
import { watch } from './cases/watch.ts';
import { type Case, type ComparisonResult, compare } from './comparison.ts';
import { describeMachine } from './machine.ts';
import { endServers } from './servers.ts';

const CASES: Readonly<Record<string, Case>> = {
  ...{ probe, cold, copy, far, sequence, bytes, children, sandbox, hdr },
  ...{ thumbnails, trickplay, subtitles, burn },
  ...{ serve, films, 'first-playlist': firstPlaylist, start, search, watch },
};
const RESULTS = new URL('results/', import.meta.url).pathname;
const DEFAULT_RUNS = 5;

const print = ({ name, variants, ratios, claims, rounds }: ComparisonResult): void => {
  console.log(`  ${name} (${rounds} rounds)`);
  for (const [variant, { medians }] of Object.entries(variants)) {
    const words = Object.entries(medians).map(([metric, value]) => {
      const ratio = ratios[variant]?.[metric];
      const times = ratio === undefined ? '' : ` ×${ratio.median.toFixed(2)}`;
      return `${metric} ${value < 100 ? value.toFixed(2) : Math.round(value)}${times}`;
    });
    console.log(`    ${variant.padEnd(28)} ${words.join('  ')}`);
  }
  for (const { variant, metric, of, found, atMost, holds } of claims) {
    const verdict = holds ? 'holds' : 'MISSED';
    const value = of === 'value' ? Number(found.toPrecision(3)) : `×${found.toFixed(3)}`;
    console.log(`    ${verdict}: ${variant} ${metric} ${value}, at most ${atMost}`);
  }
};

/** Whether every claim holds. */
const runCase = async (name: string, make: Case, runs: number): Promise<boolean> => {
  console.log(name);
  const machine = describeMachine();
  const scratch = mkdtempSync(join(tmpdir(), 'haema-bench-'));
  const comparisons: ComparisonResult[] = [];
  try {
    for (const comparison of await make(scratch)) {
      const result = await compare(comparison, runs);
      print(result);
      comparisons.push(result);
    }
  } finally {
    await endServers();
    rmSync(scratch, { recursive: true, force: true });
  }
  mkdirSync(RESULTS, { recursive: true });
  // Whose home it was is nobody's business.
  const text = JSON.stringify({ name, machine, comparisons }, null, 2).replaceAll(homedir(), '~');
  writeFileSync(join(RESULTS, `${name}.json`), `${text}\n`);
  return comparisons.every(({ claims }) => claims.every(({ holds }) => holds));
};

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string', default: String(DEFAULT_RUNS) } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const unknown = positionals.filter((name) => !Object.hasOwn(CASES, name));
if (unknown.length > 0 || !Number.isInteger(runs) || runs < 1) {
  console.error(`usage: node bench/run.ts [${Object.keys(CASES).join(' | ')}]… [--runs N]`);
  process.exit(2);
}
let holds = true;
for (const [name, make] of Object.entries(CASES)) {
  if (positionals.length === 0 || positionals.includes(name)) {
    holds = (await runCase(name, make, runs)) && holds;
  }
}
process.exitCode = holds ? 0 : 1;
