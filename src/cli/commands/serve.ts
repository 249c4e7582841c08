import { networkInterfaces } from 'node:os';
import { isatty } from 'node:tty';
import { type App, start } from '../../app.ts';
import { loadConfig } from '../../config/load.ts';
import type { Config } from '../../config/options.ts';
import { HaemaError } from '../../core/errors.ts';
import { createLog } from '../../core/log.ts';
import { loadNative } from '../../engine/native.ts';
import { reload } from '../reload.ts';
import { welcome, welcomeByName } from '../welcome.ts';

/** Serves until it is told to stop. */
export const runServeCommand = async (
  commandLine: Readonly<Record<string, string | readonly string[]>>,
): Promise<void> => {
  const { config: named, ...options } = commandLine;
  const file = typeof named === 'string' ? named : process.env['HAEMA_CONFIG'];
  const load = (): Config => loadConfig({ commandLine: options, environment: process.env, file });
  const config = load();
  if (config.targetPath.length === 0) {
    const message = 'no folder to serve; name it with -t, or see haema serve --help';
    throw new HaemaError('BAD_REQUEST', message);
  }
  const log = createLog(config.logLevel);
  const app = await start(config, log);
  // First, for whoever reads that it is ready may stop it.
  const interrupted = interruption(reloader(app, config, load, log));
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

const reloader = (
  app: App,
  config: Config,
  load: () => Config,
  log: ReturnType<typeof createLog>,
): (() => void) => {
  let before = config;
  const apply = (after: Config): void => {
    log.level = after.logLevel;
    app.reload(after);
  };
  return () => {
    before = reload({ before, load, apply, log });
  };
};

const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** The first signal; a second one, of either kind, ends the process as if nobody listened. */
const interruption = (onHangUp: () => void): Promise<void> =>
  new Promise((resolve) => {
    const terminals = [0, 1, 2].filter((fd) => isatty(fd));
    const heard = (): void => {
      for (const signal of SIGNALS) process.removeListener(signal, heard);
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, heard);
    process.on('SIGHUP', () => {
      // Of one that was closed it is told by the same signal.
      const isClosed = terminals.some((fd) => !isatty(fd));
      if (isClosed) heard();
      else onHangUp();
    });
  });
