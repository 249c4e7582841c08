/** Text as content: its tag is a hash of it, and it travels compressed. */
import { createHash, hash } from 'node:crypto';
import { inSlices } from '../core/slices.ts';
import type { Content } from './content.ts';
import { gzip } from './gzip.ts';

/** Shorter text fits in one packet anyway. */
const WORTH_GZIP = 1024;

/** On a thread of its own: the playlist of a long film has megabytes. */
const LEVEL = 5;

/** Text that a client may keep, but has to ask about each time. */
export const text = (type: string, value: string): Content => {
  const body = Buffer.from(value);
  return tagged(type, body, hash('sha1', body, 'base64url'));
};

const tagged = (type: string, body: Buffer, tag: string): Content => ({
  type,
  body,
  tag,
  cache: 'no-cache',
  ...(body.length > WORTH_GZIP && { gzip: () => gzip(body, LEVEL) }),
});

const JSON_TYPE = 'application/json; charset=utf-8';

export const json = (value: object): Content => text(JSON_TYPE, JSON.stringify(value));

/** The same of a list that may be long, without keeping others waiting. */
export const jsonList = (items: readonly object[]): Promise<Content> => inSlices(listed(items));

/** Characters that become bytes at a time. */
const CHUNK = 65_536;

function* listed(items: readonly object[]): Generator<void, Content> {
  const parts: Buffer[] = [];
  const tag = createHash('sha1');
  const take = (text: string): void => {
    const part = Buffer.from(text);
    parts.push(part);
    tag.update(part);
  };
  let pending = '[';
  for (const [index, item] of items.entries()) {
    pending += `${index === 0 ? '' : ','}${JSON.stringify(item)}`;
    if (pending.length > CHUNK) {
      take(pending);
      pending = '';
    }
    yield;
  }
  take(`${pending}]`);
  return tagged(JSON_TYPE, Buffer.concat(parts), tag.digest('base64url'));
}

/** What is true for now alone. */
export const fresh = (value: object): Content => ({
  ...json(value),
  tag: null,
  cache: 'no-store',
});
