/** haema's name in the local network, `haema.local`, and the service that browsers of it list. */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../core/log.ts';

export interface AnnounceOptions {
  /** What the server listens on. */
  readonly host: string;
  readonly port: number;
  readonly scheme: 'http' | 'https';
  readonly isWanted: boolean;
  readonly log: Log;
  /** In the place of the library. */
  readonly load?: () => Promise<Mdns>;
}

export interface Announcement {
  /** Without a dot at the end; null where the network takes none. Never rejects. */
  readonly name: Promise<string | null>;
  /** Takes it back, as far as that is soon done. */
  stop(): Promise<void>;
}

/** What is needed of the library. */
export interface Mdns {
  getResponder(options: { readonly disableIpv6: boolean }): Responder;
}

interface Responder {
  createService(options: {
    readonly name: string;
    readonly type: string;
    readonly hostname: string;
    readonly port: number;
    readonly disabledIpv6: boolean;
    readonly restrictedAddresses?: string[];
  }): Service;
  shutdown(): Promise<void>;
}

interface Service {
  /** With another name where this one is taken. */
  advertise(): Promise<void>;
  getHostname(): string;
  /** It tells of what nobody listens for. */
  on(event: 'name-change', listener: () => void): unknown;
  end(): Promise<void>;
}

/** As many of them in one network. */
const MOST = 9;

/** The last words are sent within this, or not at all. */
const LAST_MS = 500;

/** For as long as the server runs. What the network refuses is only told in the log. */
export const announce = (options: AnnounceOptions): Announcement => {
  const { host, isWanted, log, load = library } = options;
  if (!isWanted || isOfThisMachine(host)) return NOTHING;
  const stopped = new AbortController();
  let responder: Responder | null = null;
  const begin = async (): Promise<string | null> => {
    const { getResponder } = await load();
    if (stopped.signal.aborted) return null;
    responder = getResponder({ disableIpv6: !host.includes(':') });
    return freeName(responder, options, stopped.signal);
  };
  const name = begin().catch((error) => {
    if (!stopped.signal.aborted) log.info({ error }, 'the network takes no name for haema');
    return null;
  });
  const stop = async (): Promise<void> => {
    stopped.abort();
    const ended = responder?.shutdown().catch(() => undefined);
    await Promise.race([ended, delay(LAST_MS, undefined, { ref: false })]);
  };
  return { name, stop };
};

const NOTHING: Announcement = { name: Promise.resolve(null), stop: async () => undefined };

const isOfThisMachine = (host: string): boolean =>
  host === 'localhost' || host === '::1' || host.startsWith('127.');

/** The library numbers names that are taken in a way that no address can have. */
const freeName = async (
  responder: Responder,
  { host, port, scheme }: AnnounceOptions,
  signal: AbortSignal,
): Promise<string | null> => {
  const own = isIP(host) > 0 && !WILDCARDS.has(host) ? { restrictedAddresses: [host] } : {};
  for (let nth = 1; nth <= MOST && !signal.aborted; nth++) {
    const suffix = nth === 1 ? '' : `-${nth}`;
    const service = responder.createService({
      ...{ name: `haema on ${hostname().slice(0, 40)}${suffix}`, hostname: `haema${suffix}` },
      ...{ type: scheme, port, disabledIpv6: !host.includes(':'), ...own },
    });
    service.on('name-change', () => undefined);
    await service.advertise();
    const name = service.getHostname().replace(/\.$/, '');
    if (name === `haema${suffix}.local`) return name;
    await service.end();
  }
  return null;
};

const WILDCARDS: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

const library = async (): Promise<Mdns> => {
  const { prepareStackTrace } = Error;
  const loaded = await import('@homebridge/ciao');
  // It has source maps looked up for whatever is thrown from now on, from disk.
  Error.prepareStackTrace = prepareStackTrace;
  return loaded;
};
