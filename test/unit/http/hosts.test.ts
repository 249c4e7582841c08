import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hostCheck } from '../../../src/http/hosts.ts';

const isOurs = hostCheck({
  hostname: 'Box.Example.org',
  allowed: ['films.example.com', '*.home.example.net'],
});

const ours = [
  'localhost',
  'localhost:8080',
  '192.168.1.5',
  '192.168.1.5:8080',
  '[::1]:8080',
  '[fe80::1]',
  'nas',
  'NAS:8080',
  'my_nas',
  'nas.local',
  'nas.local.:8080',
  'a.b.lan',
  'tv.home.arpa',
  'x.internal',
  'box.example.org',
  'films.example.com:443',
  'a.b.home.example.net',
];
const others = [
  'example.com',
  'evil.com:8080',
  'films.example.com.evil.com',
  'evilfilms.example.com',
  'home.example.net.evil.com',
  'evilhome.example.net',
  'nas.local.evil.com',
  'xlocal.com',
  '192.168.1.5.evil.com',
  '1.2.3.4.nip.io',
  'nas.local@evil.com',
  'nas local',
  '[::1',
  '[evil.com]',
  '::1',
  'nas:port',
  'a/b.local',
  '',
];

test('a machine answers to its addresses and to names that only a home has', () => {
  assert.deepEqual(
    ours.filter((host) => !isOurs(host)),
    [],
  );
});

test('names that anyone could register are refused', () => {
  const taken = others.filter(isOurs);
  assert.deepEqual(taken, []);
});
