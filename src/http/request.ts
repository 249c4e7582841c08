/** A request as plain data: the server's own object dies with the turn that it arrived in. */

/** Every header that is looked at. */
export const HEADERS = [
  'accept-encoding',
  'accept-language',
  'cookie',
  'host',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'last-event-id',
  'origin',
  'range',
  'user-agent',
  'x-forwarded-proto',
] as const;

export type HeaderName = (typeof HEADERS)[number];

export interface Request {
  /** Upper case. */
  readonly method: string;
  /** As it was sent: nothing that haema serves needs an escape, so none is undone. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** Empty where there is none. */
  readonly headers: Readonly<Record<HeaderName, string>>;
  /** Of the client, or of the proxy in front of it. */
  readonly address: string;
}
