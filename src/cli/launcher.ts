/**
 * What Node starts of the bundle (scripts/build-program.ts): runs it as V8 compiled it when it was
 * made, for to compile it takes longer than to start. Another V8, or one with other flags, compiles
 * it anew.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { asset, isPackaged } from '../parts/assets.ts';
import { runBundle } from './bundle.ts';

/** What the bundle is called: by its content, so that it never runs as another one was compiled. */
declare const BUNDLE: string;

const place = import.meta.filename;
const fileOf = (name: string): string => join(dirname(place), name);
const read = (name: string): Buffer =>
  isPackaged ? asset(`program/${name}`) : readFileSync(fileOf(name));

const { exports } = runBundle(read(`${BUNDLE}.cjs`).toString('utf8'), place, {
  filename: fileOf(`${BUNDLE}.cjs`),
  cachedData: read(`${BUNDLE}.compiled`),
});
void exports.begin(process.argv);
