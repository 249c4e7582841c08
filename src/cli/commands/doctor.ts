import { readdirSync } from 'node:fs';
import { cpus, networkInterfaces, release, totalmem } from 'node:os';
import { extname, join } from 'node:path';
import packageJson from '../../../package.json' with { type: 'json' };
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/options.ts';
import { HaemaError } from '../../core/errors.ts';
import { createEngine } from '../../engine/engine.ts';
import { loadNative } from '../../engine/native.ts';
import { SUFFIXES } from '../../library/media-files.ts';
import { isPackaged } from '../../parts/assets.ts';
import { openTitle } from '../../stream/title.ts';
import { type Finding, fine, linesOf, wrong } from '../doctor/finding.ts';
import { lookAtPlaces, real, silentPlaces } from '../doctor/places.ts';
import { measure, speedFindings } from '../doctor/speed.ts';
import { sourceOf } from '../source.ts';
import { welcome } from '../welcome.ts';

const GB = 1024 ** 3;

/** Tells what haema can do here, and what to change: then the exit code is 1. */
export const runDoctorCommand = async (
  film: string | undefined,
  commandLine: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> => {
  const { config: named, ...options } = commandLine;
  const file = typeof named === 'string' ? named : process.env['HAEMA_CONFIG'];
  const config = loadConfig({ commandLine: options, environment: process.env, file });
  const silent = silentPlaces(config);
  const answering = config.targetPath.filter((folder) => !silent.named.has(folder));
  const isWell = [
    tell('This machine', machine()),
    tell('Places', lookAtPlaces(config, silent)),
    tell('Addresses', addresses(config)),
    tell('Pictures', await pictures(film ?? firstFilm(answering.flatMap(real), silent.within))),
  ];
  if (isWell.includes(false)) process.exitCode = 1;
};

/** Whether all of it is well. */
const tell = (title: string, findings: readonly Finding[]): boolean => {
  process.stdout.write(`${title}\n${linesOf(findings)}`);
  return findings.every(({ advice }) => advice === null);
};

const machine = (): Finding[] => {
  const [first] = cpus();
  const kind = isPackaged ? 'the single executable' : 'a checkout';
  const processors = `${cpus().length} × ${first?.model ?? 'unknown'}`;
  return [
    fine(`haema ${packageJson.version}, ${kind}, with Node ${process.versions.node}`),
    fine(`Linux ${release()}, ${processors}, ${(totalmem() / GB).toFixed(1)} GB of memory`),
    engineFinding(),
  ];
};

const engineFinding = (): Finding => {
  try {
    return fine(`FFmpeg ${loadNative().libraries.split(' ')[0]}`);
  } catch (error) {
    const { cause } = error as HaemaError;
    return wrong(
      `the engine cannot be loaded: ${cause instanceof Error ? cause.message : error}`,
      'let XDG_CACHE_HOME name a folder that can be written to and that programs run from',
    );
  }
};

const addresses = ({ port, host, tlsCert }: Config): Finding[] => {
  const scheme = tlsCert === null ? 'http' : 'https';
  const urls = welcome(port, host, networkInterfaces(), false, scheme).match(/https?:\S+/g) ?? [];
  return urls.map((url) => fine(url));
};

/** Folders that are left alone, since they do not answer. */
type Silent = ReadonlyMap<string, unknown>;

/** The first that comes, a few folders deep; null where there is none. */
const firstFilm = (folders: readonly string[], silent: Silent): string | null => {
  for (const folder of folders) {
    const found = filmBelow(folder, 3, silent);
    if (found !== null) return found;
  }
  return null;
};

const filmBelow = (folder: string, depth: number, silent: Silent): string | null => {
  if (silent.has(folder)) return null;
  try {
    const entries = readdirSync(folder, { withFileTypes: true });
    const film = entries.find(
      (it) => it.isFile() && SUFFIXES.includes(extname(it.name).toLowerCase()),
    );
    if (film !== undefined) return join(folder, film.name);
    if (depth === 0) return null;
    for (const it of entries) {
      const found = it.isDirectory() ? filmBelow(join(folder, it.name), depth - 1, silent) : null;
      if (found !== null) return found;
    }
  } catch {
    // It was told of among the places.
  }
  return null;
};

const pictures = async (film: string | null): Promise<Finding[]> => {
  if (film === null) return [fine('no film to try; name one: haema doctor FILM')];
  try {
    const engine = createEngine();
    const title = await openTitle(engine, await sourceOf(film));
    return [fine(`made of ${film}`), ...speedFindings(await measure(engine, title))];
  } catch (error) {
    if (!(error instanceof HaemaError)) throw error;
    return [wrong(`${film}: ${error.message} (${error.code})`, 'try another film')];
  }
};
