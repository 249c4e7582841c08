/** What pages of other origins may do: play media, always; use the API, where that is allowed. */
import type { Request } from './request.ts';

/** `media` for everyone, `api` for configured origins, `page` for nobody else. */
export type Sharing = 'media' | 'api' | 'page';

const EXPOSED =
  'Accept-Ranges, Content-Length, Content-Range, ETag, Link, Retry-After, Server-Timing, ' +
  'X-Total-Count';

/** `origins` are those that may use the API; `*` among them stands for all. */
export const corsHeaders = (
  sharing: Sharing,
  { headers: { origin } }: Request,
  origins: readonly string[],
): Record<string, string> => {
  if (sharing === 'media' || (sharing === 'api' && origins.includes('*'))) {
    return {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Expose-Headers': EXPOSED,
      'Timing-Allow-Origin': '*',
    };
  }
  if (sharing === 'page' || origins.length === 0) return {};
  if (!origins.includes(origin)) return { Vary: 'Origin' };
  return {
    'Access-Control-Allow-Origin': origin,
    'Access-Control-Expose-Headers': EXPOSED,
    Vary: 'Origin',
  };
};

/** Besides the above, on the answer to a preflight request. */
export const preflightHeaders = (methods: string): Record<string, string> => ({
  'Access-Control-Allow-Methods': methods,
  'Access-Control-Allow-Headers': 'Content-Type, If-Modified-Since, If-None-Match, If-Range, Range',
  'Access-Control-Max-Age': '86400',
});

/**
 * Whether a page of the request's origin may change something: browsers send what needs no
 * preflight wherever a page tells them to, and name the page. Other programs name none.
 */
export const mayWrite = (
  { headers: { origin, host } }: Request,
  origins: readonly string[],
): boolean => {
  if (origin === '' || origins.includes('*') || origins.includes(origin)) return true;
  return origin.replace(/^https?:\/\//, '').toLowerCase() === host.toLowerCase();
};
