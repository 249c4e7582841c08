/** The compiled parts; the one place that loads those that the single executable holds. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { asset, assetList, isPackaged } from './assets.ts';
import {
  folderOf,
  type Place,
  placesForParts,
  restore,
  type UnpackedPart,
  unpacked,
} from './unpack.ts';

/** The engine, and those of packages, which find theirs by themselves in a checkout. */
export type Native = 'haema' | 'better_sqlite3' | 'uws';

const ENGINE = 'haema.node';
/** Tells the engine of the system's fonts. */
const FONTS = 'haema-fonts.conf';
const loaded = new Map<Native, unknown>();
/** Where they were loaded from. */
const places = new Map<UnpackedPart, Place>();

/** @throws when it cannot be loaded from anywhere */
export const loadEngine = (): unknown =>
  isPackaged ? loadPackaged('haema') : createRequire(import.meta.url)(builtPath(ENGINE));

/** What the engine is compiled to. */
export const engineBytes = (): Buffer => builtFile(ENGINE);

/** What tells it of the system's fonts, as decides what it draws. */
export const fontsBytes = (): Buffer => builtFile(FONTS);

const builtFile = (name: string): Buffer =>
  isPackaged ? asset(`natives/${name}`) : readFileSync(builtPath(name));

const builtPath = (name: string): string =>
  fileURLToPath(new URL(`../../build/Release/${name}`, import.meta.url));

/**
 * What a process of haema reads to start, besides the executable and the system's own. It may be
 * one that cannot write: what has been removed since it was loaded is put there again.
 */
export const programFolders = (): string[] =>
  isPackaged
    ? [...places].map(restoredFolder)
    : [fileURLToPath(new URL('../../', import.meta.url))];

const restoredFolder = ([part, place]: [UnpackedPart, Place]): string => {
  try {
    restore(place, part);
  } catch {
    // The process says what it lacks.
  }
  return folderOf(place, part);
};

/** Of a package; null in a checkout. @throws when it cannot be loaded from anywhere */
export const packagedNative = (name: Native): unknown => (isPackaged ? loadPackaged(name) : null);

/** As the system loads libraries from files alone. */
const loadPackaged = (name: Native): unknown => {
  if (!loaded.has(name)) loaded.set(name, loadFirst(partOf(name)));
  return loaded.get(name);
};

const partOf = (name: Native): UnpackedPart => {
  const part = fileOf(`${name}.node`);
  return name === 'haema' ? { ...part, beside: [fileOf(FONTS)] } : part;
};

const fileOf = (name: string): UnpackedPart => {
  const file = `natives/${name}`;
  return { name, hash: assetList()[file] ?? '', bytes: asset(file) };
};

/** Where nothing may be written or run, the next place is tried. */
const loadFirst = (part: UnpackedPart): unknown => {
  const failures: string[] = [];
  for (const place of placesForParts(process.env)) {
    try {
      const module = { exports: {} };
      const file = unpacked(place, part);
      process.dlopen(module, file);
      places.set(part, place);
      return module.exports;
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  throw new Error(`${part.name} can be loaded from nowhere: ${failures.join('; ')}`);
};
