import { HaemaError } from '../../core/errors.ts';
import { asset, isPackaged } from '../../parts/assets.ts';

/** Shows who has written what is in the executable, and on what terms. */
export const runLicencesCommand = (): void => {
  if (!isPackaged) {
    const message = 'only the single executable holds what others wrote; here see node_modules';
    throw new HaemaError('BAD_REQUEST', message);
  }
  process.stdout.write(asset('licences.txt'));
};
