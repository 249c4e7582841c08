/** Which program a process of haema runs: the command line's, or one that haema starts itself. */
import { fileURLToPath } from 'node:url';
import { isPackaged } from './assets.ts';

/** Program → where it is among the sources. */
const FILES = { engine: '../engine/children/main.ts', watch: '../engine/watch/main.ts' } as const;

export type Program = keyof typeof FILES;

/** No command has a name like this. */
const MARK = 'haema:';

/** What begins the one file that holds all programs; null where sources are run. */
const launcher = import.meta.filename.endsWith('.ts') ? null : import.meta.filename;

/** What this very Node, or executable, is to be started with. */
export const argumentsFor = (program: Program): string[] => {
  if (isPackaged) return [`${MARK}${program}`];
  if (launcher !== null) return [launcher, `${MARK}${program}`];
  return [
    '--disable-warning=ExperimentalWarning',
    fileURLToPath(new URL(FILES[program], import.meta.url)),
  ];
};

/** Of the one file; null for the command line. */
export const programIn = (argv: readonly string[]): Program | null =>
  (Object.keys(FILES) as Program[]).find((name) => argv[2] === `${MARK}${name}`) ?? null;
