/**
 * Fails when a layer looks up. Layers are folders; who may import whom stands in the tables below
 * and is explained in docs/architecture.md. Text is searched, not parsed: the forms this project
 * uses are few, and a check that runs in a blink is one that is run.
 */
import { posix } from 'node:path';
import { runCheck, type SourceFile } from './source-files.ts';

/** Folder of src/ → the folders it may import from, besides itself. */
const SRC_LAYERS: Readonly<Record<string, readonly string[]>> = {
  core: [],
  parts: [],
  hls: ['core'],
  engine: ['parts', 'core'],
  cache: ['core'],
  config: ['core'],
  library: ['engine', 'parts', 'core'],
  history: ['library', 'core'],
  stream: ['hls', 'engine', 'cache', 'library', 'core'],
  verify: ['stream', 'hls', 'engine', 'core'],
  http: ['stream', 'library', 'history', 'parts', 'core'],
  web: [], // runs in browsers
};
const BELOW_APP = Object.keys(SRC_LAYERS);

/** The files that put the layers together. */
const TOP_LAYERS: Readonly<Record<string, readonly string[]>> = {
  'app.ts': BELOW_APP,
  cli: ['app.ts', ...BELOW_APP],
};

/** Folder, or file, of native/ → the folders it may include from, besides itself. */
const NATIVE_LAYERS: Readonly<Record<string, readonly string[]>> = {
  sys: [],
  av: ['sys'],
  engine: ['av', 'sys'],
  bindings: ['engine', 'av', 'sys'],
  test: ['engine', 'av', 'sys'],
  fuzz: ['test', 'engine', 'av', 'sys'],
  'addon.cc': ['bindings'],
};

interface Reserved {
  readonly pattern: RegExp;
  readonly where: RegExp;
  readonly rule: string;
}

/** Words that only some files may say. */
const RESERVED: readonly Reserved[] = [
  {
    pattern: /from 'better-sqlite3'|import\('better-sqlite3'\)/,
    where: /^src\/library\/db\.ts$/,
    rule: 'only src/library/db.ts imports better-sqlite3',
  },
  {
    pattern: /from '@homebridge\/ciao'|import\('@homebridge\/ciao'\)/,
    where: /^src\/http\/mdns\.ts$/,
    rule: 'only src/http/mdns.ts imports @homebridge/ciao',
  },
  {
    pattern: /from 'uWebSockets\.js'|import\('uWebSockets\.js'\)/,
    where: /^src\/http\/server\.ts$/,
    rule: 'only src/http/server.ts imports uWebSockets.js',
  },
  {
    pattern: /process\.dlopen|\.node['"`]/,
    where: /^src\/parts\//,
    rule: 'only src/parts/ loads compiled parts',
  },
  {
    pattern: /(from |import\(|import )'(node:)?fs(\/promises)?'/,
    where: new RegExp(
      String.raw`^src/((engine|cache|config|cli|parts)/|library/(db|rescue|roots)\.ts$|` +
        String.raw`history/backups\.ts$)`,
    ),
    rule: 'a share that hangs must not stop the server: what is served is read by src/engine/',
  },
  {
    pattern: /#include [<"](napi|node_api)\.h[>"]/,
    where: /^native\/(addon\.cc$|bindings\/)/,
    rule: 'only native/addon.cc and native/bindings/ know of JavaScript',
  },
  {
    pattern: /\b((av|sws|swr)\w*_free\w*|sws_freeContext|avformat_close_input|avio_close\w*)\b/,
    where: /^native\/(av|test|fuzz)\//,
    rule: 'only native/av/ frees what libav has made',
  },
];

/** What is wrong with one file, each as `path:line: rule`. Tests and scripts are in no layer. */
export const layerProblems = ({ path, text }: SourceFile): string[] => {
  if (!/^(src|native)\//.test(path)) return [];
  return text.split('\n').flatMap((line, index) => {
    const code = line.replace(/(^|\s)\/\/.*|^\s*\/?\*.*/, '');
    const problems = [...reservedProblems(path, code), ...importProblems(path, code)];
    return problems.map((problem) => `${path}:${index + 1}: ${problem}`);
  });
};

const reservedProblems = (path: string, code: string): string[] =>
  RESERVED.filter(({ pattern, where }) => pattern.test(code) && !where.test(path)).map(
    ({ rule }) => rule,
  );

const importProblems = (path: string, code: string): string[] => {
  if (path.startsWith('native/')) {
    const include = /^\s*#include "([^"]+)"/.exec(code)?.[1];
    return include === undefined ? [] : upward(path, `native/${include}`, NATIVE_LAYERS);
  }
  const specifier = /(?:\bfrom |\bimport |\bimport\()'(\.[^']+)'/.exec(code)?.[1];
  if (specifier === undefined) return [];
  const target = posix.join(posix.dirname(path), specifier);
  if (target === 'package.json') return []; // name and version, known to all
  return upward(path, target, { ...SRC_LAYERS, ...TOP_LAYERS });
};

const upward = (
  path: string,
  target: string,
  layers: Readonly<Record<string, readonly string[]>>,
): string[] => {
  const [top, from = ''] = path.split('/');
  const [targetTop, to = ''] = target.split('/');
  const allowed = layers[from];
  if (allowed === undefined) return [`${top}/${from} has no rule yet: add it to check-layers.ts`];
  if (targetTop !== top) return [`${top}/${from} must not import ${target}, outside of ${top}/`];
  if (to === from || allowed.includes(to)) return [];
  return [`${top}/${from} must not import from ${top}/${to}`];
};

if (import.meta.main) runCheck(layerProblems);
