/** Whether the client has it already (RFC 9110 section 13). */
import type { Request } from './request.ts';

export interface Validators {
  /** With its quotes. */
  readonly etag: string | null;
  /** Milliseconds since 1970. */
  readonly modified: number | null;
}

/** True for an answer of 304. */
export const isUnchanged = ({ headers }: Request, { etag, modified }: Validators): boolean => {
  const known = headers['if-none-match'];
  if (known !== '') return etag !== null && matches(known, etag);
  const since = Date.parse(headers['if-modified-since']);
  return modified !== null && seconds(modified) * 1000 <= since;
};

/** False when the client's part belongs to another version, so that it needs the whole. */
export const rangeIsWanted = ({ headers }: Request, { etag, modified }: Validators): boolean => {
  const condition = headers['if-range'];
  if (headers.range === '') return false;
  if (condition === '') return true;
  if (condition.endsWith('"')) return condition === etag; // strong: W/ never matches
  return modified !== null && seconds(modified) * 1000 === Date.parse(condition);
};

/** The value of Last-Modified. */
export const httpDate = (modified: number): string =>
  new Date(seconds(modified) * 1000).toUTCString();

const seconds = (milliseconds: number): number => Math.floor(milliseconds / 1000);

const matches = (list: string, etag: string): boolean =>
  list.trim() === '*' || [...list.matchAll(/"[^"]*"/g)].some(([tag]) => tag === etag);
