/**
 * By which names haema is asked for. A web page elsewhere can let a name of its own resolve to this
 * machine (DNS rebinding) and read answers as its own; it cannot choose the names taken here.
 */
import { isIP, isIPv4 } from 'node:net';

export interface HostRules {
  /** This machine's own name, as the system tells it. */
  readonly hostname: string;
  /** Names from the configuration: `haema.example.org`, or `*.example.org` for all beneath. */
  readonly allowed: readonly string[];
}

const HOST = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9_.-]+))(?::\d{1,5})?$/;

/** Names that no public DNS server answers for. */
const LOCAL = /^[a-z0-9_-]+$|\.(?:localhost|local|lan|home\.arpa|internal)$/;

/** Takes the value of a Host header. */
export const hostCheck = ({ hostname, allowed }: HostRules): ((host: string) => boolean) => {
  const names = new Set([hostname, ...allowed].map(normal));
  const suffixes = [...names].filter((name) => name.startsWith('*.')).map((name) => name.slice(1));
  const isOurs = (host: string): boolean => {
    const [, v6, name] = HOST.exec(host.toLowerCase()) ?? [];
    if (v6 !== undefined) return isIP(v6) === 6;
    if (name === undefined) return false;
    const plain = normal(name);
    return (
      isIPv4(plain) ||
      LOCAL.test(plain) ||
      names.has(plain) ||
      suffixes.some((suffix) => plain.endsWith(suffix))
    );
  };
  let last = { host: '', ours: false }; // a household has one name for it
  return (host) => {
    if (host !== last.host) last = { host, ours: isOurs(host) };
    return last.ours;
  };
};

/** The root of DNS may be written as a dot at the end. */
const normal = (name: string): string => name.toLowerCase().replace(/\.$/, '');
