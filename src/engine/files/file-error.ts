import { HaemaError } from '../../core/errors.ts';

/** Any other code leaves open whether the file is there: its share may be away. */
const GONE = new Set(['ENOENT', 'ENOTDIR', 'ELOOP']);

/** What a call of the file system has thrown, as one of our errors. */
export const fileError = (path: string, cause: unknown): HaemaError => {
  if (cause instanceof HaemaError) return cause;
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (GONE.has(code)) {
    const message = 'the file is not there any more';
    return new HaemaError('SOURCE_MISSING', message, { cause, detail: path });
  }
  const detail = `${path}: ${code}`; // a cause does not leave an engine child
  return new HaemaError('READ_FAILED', 'the file cannot be read', { cause, detail });
};
