/**
 * Bundles src/web/ for browsers: one page, one classic script, one style sheet, icons, and the
 * manifest with which the page is installed. The names of all but the page and the manifest carry a
 * hash of what is in them, so that they may be cached for ever.
 *
 *   node scripts/build-web.ts     writes build/web/
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The oldest engine that the page is written for: webOS 4 and, above it, Tizen 4. */
export const SYNTAX_FLOOR = 'chrome53';

const SOURCE = fileURLToPath(new URL('../src/web/', import.meta.url));
const OUTPUT = fileURLToPath(new URL('../build/web/', import.meta.url));
const ICONS = ['icon-192', 'icon-512', 'maskable-192', 'maskable-512', 'apple-touch-icon'];
const ENTRIES = [
  ...['main.tsx', 'styles/main.css', 'styles/api.css', 'styles/lite.css', 'icon.svg'],
  ...ICONS.map((name) => `icons/${name}.png`),
];

/** Those that name the others. */
const NAMING = ['index.html', 'manifest.webmanifest'];

const bundlePage = () =>
  build({
    absWorkingDir: SOURCE,
    entryPoints: ENTRIES,
    entryNames: 'assets/[name].[hash]',
    outdir: OUTPUT,
    bundle: true,
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    target: SYNTAX_FLOOR,
    loader: { '.svg': 'copy', '.png': 'copy' },
    minify: true,
    legalComments: 'none',
    metafile: true,
    write: false,
    logLevel: 'warning',
  });

/** What it is made of, by paths beneath the checkout. */
export const pageInputs = async (): Promise<string[]> => {
  const { metafile } = await bundlePage();
  return Object.keys(metafile.inputs).map((path) => join('src/web', path));
};

/** The files by their path beneath the server's root: `index.html`, `assets/main.<hash>.js`. */
export const buildPage = async (): Promise<Map<string, Buffer>> => {
  const { outputFiles, metafile } = await bundlePage();
  const files = new Map(
    outputFiles.map(({ path, contents }) => [relative(OUTPUT, path), Buffer.from(contents)]),
  );
  for (const name of NAMING) {
    let text = readFileSync(join(SOURCE, name), 'utf8');
    for (const [path, { entryPoint }] of Object.entries(metafile.outputs)) {
      const built = `/assets/${basename(path)}`;
      if (entryPoint !== undefined) text = text.replaceAll(`"${entryPoint}"`, `"${built}"`);
    }
    files.set(name, Buffer.from(text));
  }
  return files;
};

const writePage = async (folder: string): Promise<void> => {
  const files = await buildPage();
  rmSync(folder, { recursive: true, force: true });
  for (const [path, body] of files) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), body);
  }
};

if (import.meta.main) await writePage(OUTPUT);
