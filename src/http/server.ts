/** The HTTP server; the one file that knows which. */

import type { HttpRequest, HttpResponse, TemplatedApp, us_listen_socket } from 'uWebSockets.js';
import { STATUS_CODES } from 'node:http';
import { createServer } from 'node:net';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';
import { packagedNative } from '../parts/natives.ts';
import { refusal } from './errors.ts';
import { Exchange, type RequestFacts } from './exchange.ts';
import type { Handler } from './handler.ts';
import { HEADERS, type HeaderName, type Request } from './request.ts';
import { Stalls } from './stalls.ts';

export interface ListenOptions {
  /** An address of this machine, or `0.0.0.0` for all of them, `::` for those of IPv6 too. */
  readonly host: string;
  /** 0 for one that is free. */
  readonly port: number;
  /** Paths of files in PEM; plain HTTP without. */
  readonly tls?: { readonly cert: string; readonly key: string } | null;
  readonly handle: Handler;
  readonly log: Log;
  /** Told of each request that is over. */
  readonly onRequest?: (facts: RequestFacts) => void;
}

export interface Server {
  readonly port: number;
  /** Requests that are being answered. */
  readonly inHand: number;
  /** Takes no more connections; what is in hand is answered, or cut after `graceMs`. */
  stop(graceMs?: number): Promise<void>;
}

/** Cookies are shared by all ports of a host name, and a home server has many. */
const HEADER_BYTES = '16384';

/** @throws PORT_TAKEN, or BAD_REQUEST for an address that is not ours to listen on */
export const listen = async (options: ListenOptions): Promise<Server> => {
  process.env['UWS_HTTP_MAX_HEADERS_SIZE'] ??= HEADER_BYTES; // read when the library is loaded
  const uws = await loadUws();
  const hand = new Hand();
  const onEnd = (exchange: Exchange): void => hand.remove(exchange);
  const isClosing = (): boolean => hand.closed;
  const exchanges = { ...options, stalls: new Stalls(), isClosing, onEnd };
  const { tls = null } = options;
  const app =
    tls === null ? uws.App() : uws.SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key });
  app.any('/*', (res, req) => {
    const request = requestOf(res, req, tls === null ? '' : 'https');
    if (hand.closed) {
      turnAway(res, request);
      return;
    }
    const exchange = new Exchange(res, request, exchanges);
    hand.add(exchange);
    exchange.run();
  });
  const socket = await bind(app, options);
  return {
    port: uws.us_socket_local_port(socket),
    get inHand() {
      return hand.size;
    },
    stop: async (graceMs = 5_000) => {
      if (hand.closed) return;
      uws.us_listen_socket_close(socket);
      await hand.close(graceMs);
      app.close();
    },
  };
};

/** Over a connection that was there before the server began to end. */
const turnAway = (res: HttpResponse, request: Request): void => {
  const { status, headers, body } = refusal(request, new HaemaError('NOT_READY', 'haema ends'));
  res.cork(() => {
    res.writeStatus(`${status} ${STATUS_CODES[status]}`);
    for (const [name, value] of Object.entries(headers)) res.writeHeader(name, value);
    res.end(Buffer.isBuffer(body) ? body : '', true); // which says so, and closes it
  });
};

const loadUws = async (): Promise<typeof import('uWebSockets.js')> =>
  (packagedNative('uws') as typeof import('uWebSockets.js') | null) ??
  (await import('uWebSockets.js'));

const requestOf = (res: HttpResponse, req: HttpRequest, scheme: string): Request => ({
  method: req.getCaseSensitiveMethod(),
  path: req.getUrl(),
  query: req.getQuery(),
  headers: { ...headersOf(req), ...(scheme === '' ? {} : { 'x-forwarded-proto': scheme }) },
  address: Buffer.from(res.getRemoteAddressAsText()).toString('latin1'),
});

const headersOf = (req: HttpRequest): Request['headers'] => {
  const headers = {} as Record<HeaderName, string>;
  for (const name of HEADERS) headers[name] = req.getHeader(name);
  return headers;
};

/** The requests that are being answered. */
class Hand {
  readonly #exchanges = new Set<Exchange>();
  #emptied: (() => void) | null = null;

  get size(): number {
    return this.#exchanges.size;
  }

  get closed(): boolean {
    return this.#emptied !== null;
  }

  add(exchange: Exchange): void {
    this.#exchanges.add(exchange);
  }

  remove(exchange: Exchange): void {
    this.#exchanges.delete(exchange);
    if (this.#exchanges.size === 0) this.#emptied?.();
  }

  /** Fulfils when it is empty, or after this time. */
  close(graceMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#emptied = () => {
        clearTimeout(timer);
        resolve();
      };
      if (this.#exchanges.size === 0) this.#emptied();
    });
  }
}

/** The library takes options after a host as well, which its types do not say. */
type Listen = (
  host: string,
  port: number,
  options: number,
  done: (socket: us_listen_socket | false) => void,
) => void;

/** LIBUS_LISTEN_EXCLUSIVE_PORT: else the system shares the port among all who ask for it. */
const EXCLUSIVE_PORT = 1;

const bind = async (
  app: TemplatedApp,
  { host, port }: ListenOptions,
): Promise<us_listen_socket> => {
  // One that is free may be taken by another program in between.
  for (let tries = port === 0 ? 3 : 1; tries > 0; tries -= 1) {
    const socket = await listenAt(app, host, port === 0 ? await freePort(host) : port);
    if (socket !== false) return socket;
  }
  throw await whyNot(host, port);
};

const listenAt = (
  app: TemplatedApp,
  host: string,
  port: number,
): Promise<us_listen_socket | false> =>
  new Promise((resolve) => {
    (app.listen as unknown as Listen).call(app, host, port, EXCLUSIVE_PORT, resolve);
  });

/**
 * Asked for by its number: the library keeps a port that the system has chosen from being listened
 * on again (it does without SO_REUSEADDR) until the last connections are a minute old.
 */
const freePort = async (host: string): Promise<number> => {
  const found = await triedPort(host, 0);
  return typeof found === 'number' ? found : 0;
};

/** Node tells which port it would listen on, or why it cannot. */
const triedPort = (host: string, port: number): Promise<number | NodeJS.ErrnoException> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', resolve);
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });

/** The library does not tell why it cannot listen. */
const whyNot = async (host: string, port: number): Promise<HaemaError> => {
  const found = await triedPort(host, port);
  const cause: NodeJS.ErrnoException =
    typeof found === 'number' ? new Error('the port has just been given up') : found;
  const detail = `${host}:${port}`;
  if (cause.code === 'EADDRINUSE' || cause.code === undefined) {
    return new HaemaError('PORT_TAKEN', `port ${port} is taken; choose another with --port`, {
      cause,
      detail,
    });
  }
  const message = `cannot listen on ${detail} (${cause.code}); check --host and --port`;
  return new HaemaError('BAD_REQUEST', message, { cause, detail });
};
