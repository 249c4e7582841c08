/** A certificate for localhost that nobody trusts, and its key: as files. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

export const certificateIn = (folder: string): { readonly cert: string; readonly key: string } => {
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const kind = ['-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const names = ['-subj', '/CN=localhost', '-days', '2', '-out', files.cert, '-keyout', files.key];
  execFileSync('openssl', ['req', ...kind, ...names], { stdio: 'ignore' });
  return files;
};
