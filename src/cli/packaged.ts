/** Where the single executable begins: it is all programs of haema in one. */
import { programIn } from '../parts/programs.ts';

// As bin/haema does.
process.env['UV_THREADPOOL_SIZE'] ||= '16';

const begin = (): Promise<unknown> => {
  switch (programIn(process.argv)) {
    case 'engine':
      return import('../engine/children/main.ts');
    case 'watch':
      return import('../engine/watch/main.ts');
    default:
      return import('./main.ts');
  }
};
void begin();
