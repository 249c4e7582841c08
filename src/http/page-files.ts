/** Reads the built page. */
import { HaemaError } from '../core/errors.ts';
import { readPart } from '../parts/files.ts';

/** All its files, by their paths. */
export const readPage = (): Map<string, Buffer> => {
  try {
    return readPart('page');
  } catch (cause) {
    throw new HaemaError('ENGINE_FAILED', 'the page is not built; run ./scripts/setup.sh', {
      cause,
    });
  }
};
