/** The one place where a failure becomes an answer. */
import { STATUS_CODES } from 'node:http';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { databaseFailure } from '../library/db.ts';
import type { Content, Reply } from './content.ts';
import type { Request } from './request.ts';

/** Seconds until a refusal for want of capacity is worth another try. */
const RETRY_AFTER = '2';

/**
 * The answer to HEAD tells the length of the body that GET would get. `page`: for people, instead
 * of what programs read.
 */
export const refusal = (
  { method }: Request,
  error: HaemaError,
  headers: Readonly<Record<string, string>> = {},
  page?: Content,
): Reply => {
  const body = Buffer.isBuffer(page?.body) ? page.body : problem(error);
  return {
    status: error.status,
    headers: {
      'Content-Type': page?.type ?? 'application/problem+json',
      'Cache-Control': 'no-store',
      ...(error.status === 503 && { 'Retry-After': RETRY_AFTER }),
      ...headers,
      ...page?.headers,
    },
    body: method === 'HEAD' ? null : body,
    length: body.length,
  };
};

/** RFC 9457. */
const problem = ({ status, code, message }: HaemaError): Buffer => {
  const title = STATUS_CODES[status];
  const facts = { type: 'about:blank', title, status, code: code.toLowerCase(), detail: message };
  return Buffer.from(JSON.stringify(facts));
};

/** What a client may be told of anything that was thrown. */
export const forClient = (error: unknown): HaemaError => {
  if (!(error instanceof HaemaError)) {
    const failure = databaseFailure(error);
    if (failure !== null) return failure;
    return new HaemaError('ENGINE_FAILED', 'haema made a mistake; its log tells more', {
      cause: error,
    });
  }
  // The client is still there, so it was us who gave up: 499 is for the one that left.
  if (error.code === 'CANCELLED') {
    return new HaemaError('BUSY', 'haema gave this up; try again', { cause: error });
  }
  return error;
};

/** What is our fault goes to the log whole; what is the client's is in the access log. */
export const logFailure = (log: Log, error: HaemaError, fields: object): void => {
  if (error.status < 500 || error.code === 'NOT_READY') return; // whoever asks that asks often
  const { code, detail, cause } = error;
  const all = { ...fields, code, detail, error: cause ?? error };
  if (error.status === 500) log.error(all, error.message);
  else log.warn(all, error.message);
};
