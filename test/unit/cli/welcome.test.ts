import assert from 'node:assert/strict';
import type { NetworkInterfaceInfo } from 'node:os';
import { test } from 'node:test';
import { welcome } from '../../../src/cli/welcome.ts';

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
    for (const url of told) assert.equal(new URL(url).port, '8080');
  });
}
