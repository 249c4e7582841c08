/** Headers of every answer that keep a browser from doing more than it was asked to. */
import type { Sharing } from './cors.ts';

const POLICIES: Readonly<Record<Sharing, string>> = {
  // hls.js makes its worker and its MediaSource from blobs, and begins subtitles with no data.
  page:
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
    "font-src 'self'; connect-src 'self'; media-src 'self' blob: data:; worker-src 'self' blob:; " +
    "child-src blob:; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
    "frame-ancestors 'self'",
  api: "default-src 'none'; frame-ancestors 'none'",
  // A browser that opens the file itself wraps it in a page of its own, under this policy.
  media: "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
};

const headersFor = (sharing: Sharing) => ({
  'Content-Security-Policy': POLICIES[sharing],
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
});

export const SECURITY_HEADERS: Readonly<Record<Sharing, Readonly<Record<string, string>>>> = {
  page: headersFor('page'),
  api: headersFor('api'),
  media: headersFor('media'),
};
