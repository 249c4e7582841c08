/** Which program a process of haema runs: the command line's, or one that haema starts itself. */
import { fileURLToPath } from 'node:url';
import { isPackaged } from './assets.ts';

/** Program → where it is in a checkout. */
const FILES = { engine: '../engine/children/main.ts', watch: '../engine/watch/main.ts' } as const;

export type Program = keyof typeof FILES;

/** No command has a name like this. */
const MARK = 'haema:';

/** What this very executable is to be started with. */
export const argumentsFor = (program: Program): string[] =>
  isPackaged
    ? [`${MARK}${program}`]
    : [
        '--disable-warning=ExperimentalWarning',
        fileURLToPath(new URL(FILES[program], import.meta.url)),
      ];

/** Of the single executable; null for the command line. */
export const programIn = (argv: readonly string[]): Program | null =>
  (Object.keys(FILES) as Program[]).find((name) => argv[2] === `${MARK}${name}`) ?? null;
