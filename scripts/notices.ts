/** What others have written of the executable: their names, versions and licences. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };

export interface Notice {
  readonly name: string;
  readonly version: string;
  /** As the package says it; null where only the text does. */
  readonly licence: string | null;
  readonly text: string;
  /** Where it is from, as a package URL. */
  readonly purl: string;
}

/**
 * `inputs`: paths of the files that were bundled. `libraries`: a folder of the licences of those
 * that the engine is linked with; null where it uses the system's.
 */
export const noticesOf = (inputs: readonly string[], libraries: string | null): Notice[] => {
  const folders = new Set(inputs.flatMap(packageFolder));
  folders.add('node_modules/uWebSockets.js'); // of which only the compiled part is in
  const npm = [...folders].sort().map((folder) => npmNotice(folder));
  const linked = libraries === null ? [] : libraryNotices(libraries);
  return [nodeNotice(), ...npm, fontNotice(), ...linked];
};

/** Within the engine; its last version is of 2016. */
const fontNotice = (): Notice => {
  const file = '/usr/share/doc/fonts-dejavu-core/copyright';
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  const [name, version] = ['DejaVu Sans', '2.37'];
  return { name, version, licence: null, text, purl: `pkg:generic/dejavu-fonts@${version}` };
};

/** `node_modules/a`, `node_modules/@a/b`, also beneath another package. */
const packageFolder = (path: string): string[] => {
  const found = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0];
  return found === undefined ? [] : [found];
};

const npmNotice = (folder: string): Notice => {
  const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly name: string;
    readonly version: string;
    readonly license?: string;
  };
  const { name, version, license = null } = about;
  const purl = `pkg:npm/${name.replace('@', '%40')}@${version}`;
  return { name, version, licence: license, text: textIn(folder), purl };
};

const textIn = (folder: string): string =>
  readdirSync(folder)
    .filter((name) => /^(licen[cs]e|copying|notice)/i.test(name))
    .sort()
    .map((name) => readFileSync(join(folder, name), 'utf8').trim())
    .join('\n\n');

/** Its licence lies beside its folder `bin`, where it comes from npm or from nodejs.org. */
const nodeNotice = (): Notice => {
  const version = process.versions.node;
  const file = resolve(dirname(process.execPath), '../LICENSE');
  const text = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return { name: 'Node.js', version, licence: 'MIT', text, purl: `pkg:generic/node@${version}` };
};

/** `sources.txt` beside the folder tells the versions. */
const libraryNotices = (folder: string): Notice[] => {
  const sources = readFileSync(join(folder, '../sources.txt'), 'utf8').trim().split('\n');
  const versions = new Map(sources.map((line) => line.split(' ') as [string, string]));
  return readdirSync(folder).map((file) => {
    const name = basename(file, '.txt');
    const version = versions.get(name) ?? '';
    const text = readFileSync(join(folder, file), 'utf8').trim();
    const purl = `pkg:deb/debian/${name}@${encodeURIComponent(version)}?arch=source`;
    return { name, version, licence: null, text, purl };
  });
};

export const noticesText = (notices: readonly Notice[]): string => {
  const { version: own, license } = packageJson;
  const head = `haema ${own} is free software: ${license}. Of others it contains:\n`;
  const list = notices.map(
    ({ name, version, licence }) => `  ${name} ${version}${licence === null ? '' : `, ${licence}`}`,
  );
  const line = '='.repeat(78);
  const texts = notices.map(
    ({ name, version, text }) => `${line}\n${name} ${version}\n${line}\n\n${text}\n`,
  );
  return [head, ...list, '', ...texts].join('\n');
};

/** A bill of materials in the form of CycloneDX. */
export const billOf = (notices: readonly Notice[]): object => ({
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: { type: 'application', name: packageJson.name, version: packageJson.version },
  },
  components: notices.map(({ name, version, licence, purl }) => ({
    type: 'library',
    'bom-ref': purl,
    name,
    version,
    purl,
    ...(licence === null ? {} : { licenses: [{ expression: licence }] }),
  })),
});
