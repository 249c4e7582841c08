/** From content to the reply that this request gets: unchanged, a part, compressed, or no body. */

import { HaemaError } from '../core/errors.ts';
import { httpDate, isUnchanged, rangeIsWanted, type Validators } from './conditional.ts';
import type { Content, Reply, SourceFile } from './content.ts';
import { refusal } from './errors.ts';
import { contentRange, rangeOf } from './range.ts';
import type { Request } from './request.ts';

const CACHE_CONTROL = {
  immutable: 'public, max-age=31536000, immutable',
  'no-cache': 'no-cache',
  'no-store': 'no-store',
} as const;

export const present = (request: Request, content: Content): Reply | Promise<Reply> => {
  const { gzip } = content;
  const isGzip = gzip !== undefined && acceptsGzip(request.headers['accept-encoding']);
  const validators = validatorsOf(content, isGzip);
  const headers = headersOf(content, validators);
  if (isGzip) headers['Content-Encoding'] = 'gzip';
  if (isUnchanged(request, validators)) {
    const { 'Content-Type': _, 'Content-Encoding': __, ...kept } = headers;
    return { status: 304, headers: kept, body: null, length: null };
  }
  if (isGzip) return gzip().then((body) => whole(request, headers, body));
  if (isDivisible(content) && request.method === 'GET' && rangeIsWanted(request, validators)) {
    return part(request, content, headers);
  }
  return whole(request, headers, content.body);
};

const isFile = (body: Content['body']): body is SourceFile =>
  !Buffer.isBuffer(body) && 'traits' in body;

const isDivisible = ({ ranges, body }: Content): boolean =>
  ranges === true && sizeOf(body) !== null;

const whole = (
  { method }: Request,
  headers: Record<string, string>,
  body: Content['body'],
): Reply => {
  const length = sizeOf(body);
  if (method === 'HEAD') return { status: 200, headers, body: null, length };
  return { status: 200, headers, body: slice(body, 0, length ?? 0), length };
};

const part = (request: Request, content: Content, headers: Record<string, string>): Reply => {
  const size = sizeOf(content.body) ?? 0;
  const range = rangeOf(request.headers.range, size);
  if (range === 'whole') return whole(request, headers, content.body);
  if (range === 'unsatisfiable') {
    const error = new HaemaError('RANGE_NOT_SATISFIABLE', `there are ${size} bytes`);
    return refusal(request, error, { 'Content-Range': contentRange(null, size) });
  }
  const { start, end } = range;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': contentRange(range, size) },
    body: slice(content.body, start, end),
    length: end - start,
  };
};

const slice = (body: Content['body'], start: number, end: number): Reply['body'] => {
  if (isFile(body)) return { file: body, start, end };
  if (!Buffer.isBuffer(body)) return body;
  return start === 0 && end === body.length ? body : body.subarray(start, end);
};

/** Null: nobody knows. */
const sizeOf = (body: Content['body']): number | null => {
  if (isFile(body)) return body.traits.size;
  return Buffer.isBuffer(body) ? body.length : null;
};

const validatorsOf = ({ tag, body }: Content, isGzip: boolean): Validators => ({
  etag: tag === null ? null : `"${tag}${isGzip ? '-gzip' : ''}"`,
  modified: isFile(body) ? body.traits.mtimeUs / 1000 : null,
});

const headersOf = (content: Content, { etag, modified }: Validators): Record<string, string> => {
  const headers: Record<string, string> = {
    'Content-Type': content.type,
    'Cache-Control': CACHE_CONTROL[content.cache],
  };
  if (etag !== null) headers['ETag'] = etag;
  if (modified !== null) headers['Last-Modified'] = httpDate(modified);
  if (isDivisible(content)) headers['Accept-Ranges'] = 'bytes';
  if (content.gzip) headers['Vary'] = 'Accept-Encoding';
  return Object.assign(headers, content.headers);
};

/** `gzip` or `*`, unless its weight is zero. */
const acceptsGzip = (header: string): boolean => {
  const weights = new Map<string, boolean>();
  for (const item of header.toLowerCase().split(',')) {
    const [coding = '', ...parameters] = item.split(';').map((word) => word.trim());
    weights.set(coding, !parameters.some((word) => /^q=0(\.0*)?$/.test(word)));
  }
  return weights.get('gzip') ?? weights.get('*') ?? false;
};
