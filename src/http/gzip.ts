import { promisify } from 'node:util';
import { gzip as gzipWithCallback } from 'node:zlib';

const promised = promisify<Buffer, { readonly level: number }, Buffer>(gzipWithCallback);

/** On a thread of its own. */
export const gzip = (body: Buffer, level: number): Promise<Buffer> => promised(body, { level });
