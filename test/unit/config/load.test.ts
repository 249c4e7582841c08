import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { loadConfig, type Sources } from '../../../src/config/load.ts';
import { HaemaError } from '../../../src/core/errors.ts';
import { tempDir } from '../../support/temp-dir.ts';

const load = (sources: Partial<Sources> = {}) =>
  loadConfig({ commandLine: {}, environment: {}, file: undefined, ...sources });

const refusal = (sources: Partial<Sources>): string => {
  try {
    load(sources);
  } catch (error) {
    assert.ok(error instanceof HaemaError && error.code === 'BAD_REQUEST');
    return error.message;
  }
  throw new Error('nothing was refused');
};

test('loadConfig: defaults', () => {
  const config = load();
  assert.equal(config.port, 8080);
  assert.equal(config.host, '0.0.0.0');
  assert.equal(config.cache, true);
  assert.equal(config.cacheLimit, null);
  assert.deepEqual(config.targetPath, []);
  assert.match(config.db, /\/haema\/haema\.db$/);
});

test('loadConfig: command line beats environment beats file beats default', (t) => {
  const file = join(tempDir(t), 'haema.toml');
  writeFileSync(file, 'port = 1\nhost = "a"\npreset = "fast"\ntarget-path = ["/x", "/y"]\n');
  const environment = { HAEMA_PORT: '2', HAEMA_HOST: 'b', HAEMA_ALLOW_HOST: 'tv.example,two' };
  const config = load({ commandLine: { port: '3' }, environment, file });
  assert.equal(config.port, 3);
  assert.equal(config.host, 'b');
  assert.equal(config.preset, 'fast');
  assert.equal(config.logLevel, 'info');
  assert.deepEqual(config.targetPath, ['/x', '/y']);
  assert.deepEqual(config.allowHost, ['tv.example', 'two']);
});

test('loadConfig: an empty variable is not set', () => {
  const config = load({ environment: { HAEMA_PORT: '', HAEMA_DB: '', HAEMA_ALLOW_HOST: '' } });
  assert.deepEqual([config.port, config.allowHost], [8080, []]);
});

test('loadConfig: places of our own come from the environment that is given', () => {
  const environment = { HOME: '/home/u', XDG_CACHE_HOME: '/c', XDG_DATA_HOME: 'relative' };
  const { db, cachePath } = load({ environment });
  assert.deepEqual([db, cachePath], ['/home/u/.local/share/haema/haema.db', '/c/haema']);
});

test('loadConfig: names of hosts, and of all hosts of a domain', () => {
  const allowHost = ['tv', 'tv.example', '*.home.arpa', 'my_box', 'xn--bcher-kva.example'];
  assert.deepEqual(load({ commandLine: { allowHost } }).allowHost, allowHost);
});

test('loadConfig: sizes', () => {
  const sizes = { '10G': 10 * 1024 ** 3, '500m': 500 * 1024 ** 2, '1KiB': 1024, '7': 7 };
  for (const [cacheLimit, expected] of Object.entries(sizes)) {
    assert.equal(load({ commandLine: { cacheLimit } }).cacheLimit, expected);
  }
});

const refusals: readonly [name: string, sources: Partial<Sources>, message: RegExp][] = [
  ['a port', { commandLine: { port: '99999' } }, /--port is '99999'; expected a whole number from/],
  ['a variable', { environment: { HAEMA_CACHE: 'yes' } }, /HAEMA_CACHE is 'yes'; expected true or/],
  ['a size', { commandLine: { cacheLimit: '10X' } }, /expected a size such as/],
  ['an origin', { commandLine: { corsOrigin: ['tv.example'] } }, /expected an origin such as/],
  ['a name with a port', { commandLine: { allowHost: ['tv:80'] } }, /expected a name such as/],
  [
    'a name with a scheme',
    { commandLine: { allowHost: ['http://tv'] } },
    /without scheme and port/,
  ],
  ['a target', { commandLine: { segmentTarget: '0.1' } }, /expected seconds from 1 to 10/],
  ['a missing file', { file: '/nowhere/haema.toml' }, /cannot be used/],
];
for (const [name, sources, message] of refusals) {
  test(`loadConfig: refuses ${name}`, () => assert.match(refusal(sources), message));
}

test('loadConfig: refuses unknown names and bad text in the file', (t) => {
  const file = join(tempDir(t), 'haema.toml');
  writeFileSync(file, 'prot = 1\n');
  assert.match(refusal({ file }), /unknown option prot; there are port, /);
  writeFileSync(file, 'port = = 1\n');
  assert.match(refusal({ file }), /cannot be used/);
});
