/**
 * Makes the program one file, compiled beforehand, and what runs it. This starts in a fraction of
 * the time that sources take: Node need not find, read and strip hundreds of them, nor compile
 * them.
 *
 *   node scripts/build-program.ts     writes build/program/, whose haema.cjs scripts/run.sh runs
 */
import { hash } from 'node:crypto';
import {
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build } from 'esbuild';
import { runBundle } from '../src/cli/bundle.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** As deep as src/parts/, which names what lies beside the program by its own place. */
const FOLDER = join(ROOT, 'build', 'program');
const LAUNCHER = 'haema.cjs';
/** By which scripts/setup.sh knows what it was made of. */
const STAMP = '.haema-setup';
const DAY_MS = 24 * 3600 * 1000;

interface Bundle {
  /** What Node runs. */
  readonly launcher: Uint8Array;
  /** What that runs, by names that stand for what is in them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What those are made of, by paths beneath the checkout. */
  readonly inputs: string[];
}

const bundle = async (entry: string, options: BuildOptions) => {
  const { outputFiles, metafile } = await build({
    ...options,
    absWorkingDir: ROOT,
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: `node${process.versions.node}`,
    // A script that was compiled beforehand can only require.
    supported: { 'dynamic-import': false },
    // CommonJS has a name for the one; for the other the banner makes one.
    define: {
      'import.meta.filename': '__filename',
      'import.meta.url': '__fileurl',
      ...options.define,
    },
    banner: { js: "const __fileurl = require('node:url').pathToFileURL(__filename).href;" },
    logOverride: { 'empty-import-meta': 'error' },
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const [script] = outputFiles ?? [];
  if (script === undefined) throw new Error('esbuild made nothing');
  return { script, inputs: Object.keys(metafile?.inputs ?? {}) };
};

/** V8 keeps what has run: so a server is loaded, but not started. */
const compile = async (text: string): Promise<Buffer> => {
  const { script, exports } = runBundle(text, join(FOLDER, LAUNCHER));
  await exports.loadServer();
  return script.createCachedData();
};

/** `external`: packages that are loaded from where they are. */
export const bundleProgram = async (external: readonly string[]): Promise<Bundle> => {
  const { script, inputs } = await bundle('src/cli/bundled.ts', { external: [...external] });
  const name = hash('sha256', process.version + script.text).slice(0, 16);
  const define = { BUNDLE: JSON.stringify(name) };
  return {
    launcher: (await bundle('src/cli/launcher.ts', { define })).script.contents,
    files: new Map([
      [`${name}.cjs`, script.contents],
      [`${name}.compiled`, await compile(script.text)],
    ]),
    inputs,
  };
};

/** Each under a name of its own until it is whole, for others may be starting it. */
const put = (name: string, bytes: Uint8Array): void => {
  const part = join(FOLDER, `${name}.${process.pid}`);
  writeFileSync(part, bytes);
  renameSync(part, join(FOLDER, name));
};

const writeProgram = async (): Promise<void> => {
  const begun = new Date();
  // Those with compiled parts, which find them by their own place.
  const { launcher, files } = await bundleProgram(['better-sqlite3', 'uWebSockets.js']);
  mkdirSync(FOLDER, { recursive: true });
  rmSync(join(FOLDER, STAMP), { force: true });
  for (const [name, bytes] of files) put(name, bytes);
  put(LAUNCHER, launcher);
  // A source that has changed meanwhile is newer than this.
  utimesSync(join(FOLDER, LAUNCHER), begun, begun);
  removeOld();
};

/** Those of before, but none that others are writing or starting. */
const removeOld = (): void => {
  for (const name of readdirSync(FOLDER)) {
    const file = join(FOLDER, name);
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
    if (changed < Date.now() - DAY_MS) rmSync(file, { force: true });
  }
};

if (import.meta.main) await writeProgram();
