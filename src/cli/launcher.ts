/**
 * What Node starts of the bundle (scripts/build-program.ts): runs it as V8 compiled it when it was
 * made, for to compile it takes longer than to start. Another V8, or one with other flags, compiles
 * it anew.
 */
import { readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Script } from 'node:vm';
import { asset, isPackaged } from '../parts/assets.ts';

/** What the bundle is called: by its content, so that it never runs as another one was compiled. */
declare const BUNDLE: string;

const place = import.meta.filename;
const fileOf = (name: string): string => join(dirname(place), name);
const read = (name: string): Buffer =>
  isPackaged ? asset(`program/${name}`) : readFileSync(fileOf(name));

const script = new Script(Module.wrap(read(`${BUNDLE}.cjs`).toString('utf8')), {
  filename: fileOf(`${BUNDLE}.cjs`),
  cachedData: read(`${BUNDLE}.compiled`),
});
const bundle = { exports: {} as typeof import('./bundled.ts') };
script.runInThisContext()(bundle.exports, createRequire(place), bundle, place, dirname(place));
void bundle.exports.begin(process.argv);
