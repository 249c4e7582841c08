/**
 * Makes the single executable of what was built: the program (scripts/build-program.ts), the page,
 * the migrations and the compiled parts, within the Node that runs this.
 *
 *   node scripts/package.ts --engine FILE [--licences FOLDER] --output FILE
 *
 *   --engine     haema.node, as it is to run elsewhere
 *   --licences   those of the libraries that it is linked with
 */
import { hash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundleProgram } from './build-program.ts';
import { buildPage, pageInputs } from './build-web.ts';
import { billOf, noticesOf, noticesText } from './notices.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const MIGRATIONS = join(ROOT, 'src/library/migrations');
const { platform, arch, versions } = process;

type Sea = (
  entry: string,
  options: {
    readonly targets: readonly Readonly<Record<string, string>>[];
    readonly useLocalNode: boolean;
    readonly seaConfig: Readonly<Record<string, unknown>>;
  },
) => Promise<void>;

const require = createRequire(import.meta.url);

/** Its own command downloads a Node; this takes the one that runs here. */
const sea = (require('@yao-pkg/pkg/lib-es5/sea.js') as { readonly default: Sea }).default;

/** Where the files of the packages are that have compiled parts. */
const nativeFiles = (): { readonly sqlite: string; readonly uws: string } => {
  const fromUws = createRequire(require.resolve('uWebSockets.js'));
  const platformOfUws = `@uwsjs/${platform}-${arch}-${versions.node.split('.')[0]}`;
  return {
    sqlite: join(
      dirname(require.resolve('better-sqlite3/package.json')),
      `prebuilds/${platform}-${arch}.node`,
    ),
    uws: join(dirname(fromUws.resolve(platformOfUws)), 'uws.node'),
  };
};

/** Everything beside the launcher, by its name. `program`: what that runs. */
const assetsOf = async (
  engine: string,
  program: ReadonlyMap<string, Uint8Array>,
  notices: string,
): Promise<Map<string, Buffer>> => {
  const { sqlite, uws } = nativeFiles();
  const assets = new Map<string, Buffer>([
    ['natives/haema.node', readFileSync(engine)],
    ['natives/haema-fonts.conf', readFileSync(join(dirname(engine), 'haema-fonts.conf'))],
    ['natives/better_sqlite3.node', readFileSync(sqlite)],
    ['natives/uws.node', readFileSync(uws)],
    ['licences.txt', Buffer.from(notices)],
  ]);
  for (const [name, bytes] of program) assets.set(`program/${name}`, Buffer.from(bytes));
  for (const [path, body] of await buildPage()) assets.set(`page/${path}`, body);
  for (const name of readdirSync(MIGRATIONS)) {
    assets.set(`migrations/${name}`, readFileSync(join(MIGRATIONS, name)));
  }
  const list = [...assets].map(([name, bytes]) => [name, hash('sha256', bytes)]);
  return assets.set('assets.json', Buffer.from(JSON.stringify(Object.fromEntries(list))));
};

/** pkg takes all from files. */
const makeExecutable = async (
  launcher: Uint8Array,
  assets: ReadonlyMap<string, Buffer>,
  output: string,
): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'haema-package-'));
  try {
    const entry = join(folder, 'haema.cjs');
    writeFileSync(entry, launcher);
    const files: Record<string, string> = {};
    for (const [name, bytes] of assets) {
      const file = join(folder, 'assets', name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes);
      files[name] = file;
    }
    await sea(entry, {
      // It goes elsewhere meanwhile.
      targets: [{ nodeRange: `node${versions.node}`, platform, arch, output: resolve(output) }],
      useLocalNode: true,
      seaConfig: { disableExperimentalSEAWarning: true, useCodeCache: true, assets: files },
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
  // Where the injection fails silently, it is nothing but Node.
  const marks = [...assets.keys()].filter((name) => name.startsWith('natives/'));
  const made = readFileSync(output);
  if (!marks.every((mark) => made.includes(mark))) throw new Error(`${output} lacks its parts`);
  chmodSync(output, 0o755);
};

const { values } = parseArgs({
  options: {
    engine: { type: 'string' },
    licences: { type: 'string' },
    output: { type: 'string' },
  },
});
const { engine, licences = null, output } = values;
if (engine === undefined || output === undefined) {
  console.error('package: name --engine FILE and --output FILE');
  process.exit(2);
}
const { launcher, files, inputs } = await bundleProgram(['uWebSockets.js']);
const notices = noticesOf([...inputs, ...(await pageInputs())], licences);
mkdirSync(dirname(output), { recursive: true });
const assets = await assetsOf(engine, files, noticesText(notices));
await makeExecutable(launcher, assets, output);
writeFileSync(`${output}.cdx.json`, `${JSON.stringify(billOf(notices), null, 2)}\n`);
const megabytes = (statSync(output).size / 1e6).toFixed(0);
console.log(`package: ${output}, ${megabytes} MB, with Node ${versions.node}`);
