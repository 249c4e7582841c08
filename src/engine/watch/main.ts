/**
 * The program that watches the folders that are served. In a process of its own, because it looks
 * at folders that may lie on a disk that does not answer, and at the lowest priority.
 */
import { constants, setPriority } from 'node:os';
import { basename, relative } from 'node:path';
import { watch } from 'chokidar';
import { isWithin } from '../../core/paths.ts';
import { loadNative } from '../native.ts';
import type { FolderChange, WatchReport } from './protocol.ts';

/** Changes of this time are told together. */
const GATHER_MS = 200;

/** Folders that are named. */
const MOST = 200;

setPriority(constants.priority.PRIORITY_LOW);
const native = loadNative();
const changed = new Map<string, FolderChange>();
let isTelling = false;
let isFull = false;

const tell = (report: WatchReport): void => line.send(JSON.stringify(report), null);

const tellSoon = (): void => {
  if (isTelling) return;
  isTelling = true;
  setTimeout(() => {
    isTelling = false;
    const changes = [...changed.values()];
    changed.clear();
    tell(changes.length > MOST ? { many: true } : { changes });
  }, GATHER_MS);
};

const isHidden = (path: string): boolean => basename(path).startsWith('.');

const note = (roots: readonly string[], event: string, name: string, folder: string): void => {
  if (isHidden(name)) return;
  // One root may lie in another.
  for (const [root, it] of roots.entries()) {
    if (!isWithin(folder, it)) continue;
    const path = relative(it, folder);
    const key = `${root}\0${path}`;
    const isOfNames = event !== 'change' || changed.get(key)?.isOfNames === true;
    changed.set(key, { root, folder: path, isOfNames });
    tellSoon();
  }
};

/** Folders alone: each tells of the files in it, and files are many. */
const begin = (roots: readonly string[]): void => {
  const ignored = (path: string, stats?: { isDirectory(): boolean }): boolean =>
    (stats !== undefined && !stats.isDirectory()) || (isHidden(path) && !roots.includes(path));
  watch([...roots], { ignored, ignoreInitial: true, followSymlinks: false })
    .on('raw', (event, name, details) => {
      const { watchedPath } = details as { readonly watchedPath: string };
      note(roots, event, name ?? '', watchedPath);
    })
    // What came in it before it was watched, nobody has told.
    .on('addDir', (folder) => note(roots, 'addDir', folder, folder))
    .on('ready', () => tell({ ready: true }))
    .on('error', (error) => {
      const code = error instanceof Error && 'code' in error ? error.code : '';
      if (isFull || (code !== 'ENOSPC' && code !== 'EMFILE')) return;
      isFull = true;
      tell({ full: true });
    });
};

// The server decides when it ends; a terminal's Ctrl-C goes to all.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const line = native.connect((text) => {
  if (text === null) process.kill(process.pid, 'SIGKILL');
  else begin(JSON.parse(text) as string[]);
});
