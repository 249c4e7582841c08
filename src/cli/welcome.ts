/** What the person who started the server is told. */
import type { networkInterfaces } from 'node:os';
import { renderUnicodeCompact } from 'uqr';

type Interfaces = ReturnType<typeof networkInterfaces>;

/**
 * Every address that a device on the network could use; this machine's own first. On a terminal
 * with a picture of the one that a phone is likely to reach.
 */
export const welcome = (
  port: number,
  host: string,
  interfaces: Interfaces,
  isTerminal = false,
  scheme: 'http' | 'https' = 'http',
): string => {
  const urls = addressesOf(host, interfaces).map((it) => `  ${scheme}://${it}:${port}\n`);
  const ready = 'haema is ready. Open one of these in a browser, on a phone or a TV:';
  const told = `${ready}\n${urls.join('')}`;
  const near = isTerminal ? nearest(host, interfaces) : null;
  return near === null ? told : `${told}\n${picture(`${scheme}://${near}:${port}`)}\n\n`;
};

/** The same server by its name, which takes a moment to be found free. */
export const welcomeByName = (
  port: number,
  name: string,
  scheme: 'http' | 'https' = 'http',
): string => `In this network also:\n  ${scheme}://${name}:${port}\n`;

/** Light squares are drawn, on black, whatever the terminal's own colours are. */
const picture = (url: string): string =>
  renderUnicodeCompact(url, { border: 2 })
    .split('\n')
    .map((line) => `  \x1b[97;40m${line}\x1b[0m`)
    .join('\n');

/** What programs make for themselves: containers, virtual machines, tunnels. */
const VIRTUAL = /^(?:docker|br-|veth|virbr|vmnet|vboxnet|tun|tap|wg|zt|tailscale|cni|flannel)/;

/** Home networks, the most usual one first. */
const HOME = [/^192\.168\./, /^10\./, /^172\.(?:1[6-9]|2\d|3[01])\./];

/** The address in a home network that a phone is likely to be in, too; null where there is none. */
const nearest = (host: string, interfaces: Interfaces): string | null => {
  const all = Object.entries(interfaces).flatMap(([name, addresses]) =>
    VIRTUAL.test(name) ? [] : (addresses ?? []).map(({ address }) => address),
  );
  const reached = host === '0.0.0.0' || host === '::' ? all : [host];
  for (const home of HOME) {
    const found = reached.find((address) => home.test(address));
    if (found !== undefined) return found;
  }
  return null;
};

const bracketed = (address: string): string => (address.includes(':') ? `[${address}]` : address);

const addressesOf = (host: string, interfaces: Interfaces): string[] => {
  if (host !== '0.0.0.0' && host !== '::') return [bracketed(host)];
  const found = Object.values(interfaces).flatMap((addresses) => addresses ?? []);
  const reached = found.filter(({ internal, family, address }) => {
    if (internal) return false;
    // A link-local address needs the name of a device, which browsers do not take.
    return family === 'IPv4' || (host === '::' && !/^fe[89ab]/i.test(address));
  });
  return ['localhost', ...reached.map(({ address }) => bracketed(address))];
};
