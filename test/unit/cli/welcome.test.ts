import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { welcome, welcomeByName } from '../../../src/cli/welcome.ts';

const address = (family: 'IPv4' | 'IPv6', text: string, internal = false): NetworkInterfaceInfo =>
  ({ family, address: text, internal }) as NetworkInterfaceInfo;

const INTERFACES = {
  lo: [address('IPv4', '127.0.0.1', true), address('IPv6', '::1', true)],
  eth0: [
    address('IPv4', '192.168.1.7'),
    address('IPv6', 'fd00::7'),
    address('IPv6', 'fe80::7'), // of the link alone
  ],
};

for (const { host, urls } of [
  { host: '0.0.0.0', urls: ['http://localhost:8080', 'http://192.168.1.7:8080'] },
  {
    host: '::',
    urls: ['http://localhost:8080', 'http://192.168.1.7:8080', 'http://[fd00::7]:8080'],
  },
  { host: '::1', urls: ['http://[::1]:8080'] },
  { host: 'fd00::7', urls: ['http://[fd00::7]:8080'] },
  { host: '127.0.0.1', urls: ['http://127.0.0.1:8080'] },
  { host: 'box.lan', urls: ['http://box.lan:8080'] },
]) {
  test(`who listens on ${host} is told addresses that browsers take`, () => {
    const told = welcome(8080, host, INTERFACES).match(/http\S+/g) ?? [];
    assert.deepEqual([...told], urls);
    const secure = welcome(8443, host, INTERFACES, false, 'https').match(/http\S+/g) ?? [];
    assert.ok(secure.every((url) => url.startsWith('https://') && url.endsWith(':8443')));
    for (const url of told) assert.equal(new URL(url).port, '8080');
  });
}

const SQUARES = /[█▀▄]/;

test('a terminal shows a picture of the address that a phone reaches', () => {
  const told = welcome(8080, '0.0.0.0', INTERFACES, true);
  assert.match(told, SQUARES);
  assert.ok(told.startsWith(welcome(8080, '0.0.0.0', INTERFACES)));
  const lines = told.split('\n').filter((line) => SQUARES.test(line));
  assert.ok(lines.length <= 16, 'beside the addresses');
});

test('there is no picture of what no phone reaches', () => {
  const docker = { docker0: [address('IPv4', '172.17.0.1')] };
  const far = { eth0: [address('IPv4', '203.0.113.7')] };
  assert.doesNotMatch(welcome(8080, '127.0.0.1', INTERFACES, true), SQUARES);
  for (const interfaces of [docker, far]) {
    assert.doesNotMatch(welcome(8080, '0.0.0.0', interfaces, true), SQUARES);
  }
});

test('the network of a home goes before others', () => {
  const at = (text: string) => welcome(80, '0.0.0.0', { eth0: [address('IPv4', text)] }, true);
  const both = { wg0: [address('IPv4', '192.168.9.9')], a: [address('IPv4', '10.0.0.2')] };
  const squares = (told: string) => told.split('\n').filter((line) => SQUARES.test(line));
  assert.deepEqual(squares(welcome(80, '0.0.0.0', both, true)), squares(at('10.0.0.2')));
});

test('the name in the network is an address like the others', () => {
  assert.match(welcomeByName(8080, 'haema.local'), /^ {2}http:\/\/haema\.local:8080$/m);
});
