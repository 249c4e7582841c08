/** All programs of haema in one: what scripts/build-program.ts makes the bundle of. */
import { programIn } from '../parts/programs.ts';

// As bin/haema does.
process.env['UV_THREADPOOL_SIZE'] ||= '16';

/** `argv`: those of the process. */
export const begin = (argv: readonly string[]): Promise<unknown> => {
  switch (programIn(argv)) {
    case 'engine':
      return import('../engine/children/main.ts');
    case 'watch':
      return import('../engine/watch/main.ts');
    default:
      return import('./main.ts');
  }
};

/** What a server consists of, without starting it: so that it can be compiled beforehand. */
export const loadServer = (): Promise<unknown> => import('./commands/serve.ts');
