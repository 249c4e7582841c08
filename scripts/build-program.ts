/**
 * Makes the program one file, compiled beforehand, and what runs it. This starts in a fraction of
 * the time that sources take: Node need not find, read and strip hundreds of them, nor compile
 * them.
 *
 *   node scripts/build-program.ts     writes build/program/, whose haema.cjs scripts/run.sh runs
 */
import { hash } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Script } from 'node:vm';
import { type BuildOptions, build } from 'esbuild';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/** As deep as src/parts/, which names what lies beside the program by its own place. */
const FOLDER = join(ROOT, 'build', 'program');
const LAUNCHER = 'haema.cjs';

interface Program {
  /** What Node runs. */
  readonly launcher: Uint8Array;
  /** What that runs, by names that stand for what is in them. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What all is made of, by paths beneath the checkout. */
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
    // CommonJS has another name for the one, and none for the other.
    define: {
      'import.meta.filename': '__filename',
      'import.meta.url': '__fileurl',
      ...options.define,
    },
    banner: { js: "const __fileurl = require('node:url').pathToFileURL(__filename).href;" },
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
  const place = join(FOLDER, LAUNCHER);
  const script = new Script(Module.wrap(text));
  const module = { exports: {} as typeof import('../src/cli/bundled.ts') };
  script.runInThisContext()(module.exports, createRequire(place), module, place, FOLDER);
  await module.exports.loadServer();
  return script.createCachedData();
};

/** `external`: packages that are loaded from where they are. */
export const buildProgram = async (external: readonly string[]): Promise<Program> => {
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

if (import.meta.main) {
  // Those with compiled parts, which find them by their own place.
  const { launcher, files } = await buildProgram(['better-sqlite3', 'uWebSockets.js']);
  mkdirSync(FOLDER, { recursive: true });
  for (const [name, bytes] of files) put(name, bytes);
  put(LAUNCHER, launcher);
  // Those of before, but not what others are writing.
  const old = readdirSync(FOLDER).filter((name) => /^[0-9a-f]{16}\.\w+$/.test(name));
  for (const name of old) if (!files.has(name)) rmSync(join(FOLDER, name), { force: true });
}
