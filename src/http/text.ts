/** Text as content: its tag is a hash of it, and it travels compressed. */
import { hash } from 'node:crypto';
import type { Content } from './content.ts';
import { gzip } from './gzip.ts';

/** Shorter text fits in one packet anyway. */
const WORTH_GZIP = 1024;

/** On a thread of its own: the playlist of a long film has megabytes. */
const LEVEL = 5;

/** Text that a client may keep, but has to ask about each time. */
export const text = (type: string, value: string): Content => {
  const body = Buffer.from(value);
  return {
    type,
    body,
    tag: hash('sha1', body, 'base64url'),
    cache: 'no-cache',
    ...(body.length > WORTH_GZIP && { gzip: () => gzip(body, LEVEL) }),
  };
};

export const json = (value: object): Content =>
  text('application/json; charset=utf-8', JSON.stringify(value));

/** What is true for now alone. */
export const fresh = (value: object): Content => ({
  ...json(value),
  tag: null,
  cache: 'no-store',
});
