import { networkInterfaces } from 'node:os';
import { start } from '../../app.ts';
import { loadConfig } from '../../config/load.ts';
import { HaemaError } from '../../core/errors.ts';
import { createLog } from '../../core/log.ts';
import { loadNative } from '../../engine/native.ts';
import { welcome, welcomeByName } from '../welcome.ts';

/** Serves until it is told to stop. */
export const runServeCommand = async (
  commandLine: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> => {
  const { config: named, ...options } = commandLine;
  const file = typeof named === 'string' ? named : process.env['HAEMA_CONFIG'];
  const config = loadConfig({ commandLine: options, environment: process.env, file });
  if (config.targetPath.length === 0) {
    const message = 'no folder to serve; name it with -t, or see haema serve --help';
    throw new HaemaError('BAD_REQUEST', message);
  }
  const app = await start(config, createLog(config.logLevel));
  const interrupted = interruption(); // first, for whoever reads that it is ready may stop it
  const { stdout } = process;
  const scheme = config.tlsCert === null ? 'http' : 'https';
  stdout.write(welcome(app.port, config.host, networkInterfaces(), stdout.isTTY, scheme));
  app.name.then((name) => {
    if (name !== null) stdout.write(welcomeByName(app.port, name, scheme));
  });
  await interrupted;
  await app.stop();
  loadNative().exitNow(0); // process.exit() waits for threads, which may hang in a share
};

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first signal; a second one, of either kind, ends the process as if nobody listened. */
const interruption = (): Promise<void> =>
  new Promise((resolve) => {
    const heard = (): void => {
      for (const signal of SIGNALS) process.removeListener(signal, heard);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, heard);
  });
