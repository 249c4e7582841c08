/** The certificate that is shown to browsers, looked at before anything is started. */
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { HaemaError } from '../core/errors.ts';
import type { Config } from './options.ts';

/** Paths of files in PEM. */
export interface TlsFiles {
  readonly cert: string;
  readonly key: string;
}

/** Null for plain HTTP. @throws BAD_REQUEST for files that do not serve */
export const tlsFiles = ({ tlsCert: cert, tlsKey: key }: Config): TlsFiles | null => {
  if (cert === null && key === null) return null;
  if (cert === null || key === null) {
    throw new HaemaError('BAD_REQUEST', '--tls-cert and --tls-key belong together; name both');
  }
  const pem = { cert: read('--tls-cert', cert), key: read('--tls-key', key) };
  try {
    createSecureContext(pem);
  } catch (cause) {
    const message = '--tls-cert and --tls-key are no certificate in PEM and the key of it';
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: `${cert}, ${key}` });
  }
  return { cert, key };
};

const read = (option: string, path: string): Buffer => {
  try {
    return readFileSync(path);
  } catch (cause) {
    const message = `${option} cannot be read; check the path and its permissions`;
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: path });
  }
};
