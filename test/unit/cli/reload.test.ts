import assert from 'node:assert/strict';
import test from 'node:test';
import { reload } from '../../../src/cli/reload.ts';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/options.ts';
import { HaemaError } from '../../../src/core/errors.ts';
import { recordingLog } from '../../support/fake-services.ts';

const configOf = (commandLine: Record<string, string | string[]>): Config =>
  loadConfig({ commandLine, environment: { HOME: '/home/u' }, file: undefined });

const reloaded = (load: () => Config) => {
  const log = recordingLog();
  const applied: Config[] = [];
  const before = configOf({ port: '1' });
  const apply = (config: Config): void => void applied.push(config);
  const after = reload({ before, load, apply, log });
  return { before, after, applied, told: log.entries.map((it) => `${it.level}: ${it.message}`) };
};

test('what can be changed is, and what cannot stays and is named', () => {
  const next = configOf({ port: '2', preset: 'fast', rescan: '90s', allowHost: ['tv.example'] });
  const { before, after, applied, told } = reloaded(() => next);
  assert.deepEqual(after, { ...before, rescan: 90, allowHost: ['tv.example'] });
  assert.deepEqual(applied, [after]);
  assert.deepEqual(told, [
    'info: the configuration was read again: rescan, allow-host changed',
    'warn: port, preset: this needs a restart',
  ]);
});

test('the same again changes nothing', () => {
  const { before, after, told } = reloaded(() => configOf({ port: '1' }));
  assert.deepEqual(after, before);
  assert.deepEqual(told, ['info: the configuration was read again: nothing changed']);
});

test('a wrong one stays as it was, and that is told in one line', () => {
  const { before, after, applied, told } = reloaded(() => {
    throw new HaemaError('BAD_REQUEST', 'port is x', { detail: '/etc/haema.toml' });
  });
  assert.deepEqual([after, applied], [before, []]);
  assert.deepEqual(told, ['error: the configuration stays as it was: port is x (/etc/haema.toml)']);
});
