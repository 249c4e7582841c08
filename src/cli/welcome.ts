/** What the person who started the server is told. */
import type { networkInterfaces } from 'node:os';

type Interfaces = ReturnType<typeof networkInterfaces>;

/** Every address that a device on the network could use; this machine's own first. */
export const welcome = (port: number, host: string, interfaces: Interfaces): string => {
  const urls = addressesOf(host, interfaces).map((address) => `  http://${address}:${port}\n`);
  return `haema is ready. Open one of these in a browser, on a phone or a TV:\n${urls.join('')}`;
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
