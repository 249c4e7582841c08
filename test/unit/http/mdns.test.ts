import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SILENT } from '../../../src/core/log.ts';
import { hostCheck } from '../../../src/http/hosts.ts';
import { announce, type Mdns } from '../../../src/http/mdns.ts';

/** A network in which some names are taken. */
const network = (taken: readonly string[]) => {
  const log: string[] = [];
  const library: Mdns = {
    getResponder: () => ({
      createService: ({ hostname, type, port }) => ({
        on: () => undefined,
        advertise: async () => {
          log.push(`${hostname} ${type} ${port}`);
        },
        getHostname: () => `${hostname}${taken.includes(hostname) ? '-(2)' : ''}.local.`,
        end: async () => {
          log.push(`no ${hostname}`);
        },
      }),
      shutdown: async () => {
        log.push('shutdown');
      },
    }),
  };
  return { log, load: async () => library };
};

const OPTIONS = {
  host: '0.0.0.0',
  port: 8080,
  scheme: 'http',
  isWanted: true,
  log: SILENT,
} as const;

test('who speaks HTTPS is announced so', async () => {
  const { log, load } = network([]);
  await announce({ ...OPTIONS, scheme: 'https', load }).name;
  assert.deepEqual(log, ['haema https 8080']);
});

test('the first name that is free is taken, and given back at the end', async () => {
  const { log, load } = network(['haema']);
  const { name, stop } = announce({ ...OPTIONS, load });
  assert.equal(await name, 'haema-2.local');
  await stop();
  assert.deepEqual(log, ['haema http 8080', 'no haema', 'haema-2 http 8080', 'shutdown']);
});

test('haema takes the name for its own', async () => {
  const { name } = announce({ ...OPTIONS, load: network([]).load });
  assert.equal(hostCheck({ hostname: 'nas', allowed: [] })(`${await name}:8080`), true);
});

test('nobody is told of what nobody else can reach, or of what is not wanted', async () => {
  const load = () => assert.fail('loaded');
  for (const options of [
    { host: '127.0.0.1' },
    { host: '::1' },
    { host: 'localhost' },
    { isWanted: false },
  ]) {
    const { name, stop } = announce({ ...OPTIONS, ...options, load });
    assert.equal(await name, null);
    await stop();
  }
});

test('a network that refuses or never answers keeps nothing from starting or ending', async () => {
  const refusing = announce({ ...OPTIONS, load: () => Promise.reject(new Error('EACCES')) });
  assert.equal(await refusing.name, null);
  await refusing.stop();
  const { promise } = Promise.withResolvers<Mdns>();
  await announce({ ...OPTIONS, load: () => promise }).stop();
});
