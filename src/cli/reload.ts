/** The configuration, read again while haema runs. */
import { type Config, camel, OPTIONS, type OptionName } from '../config/options.ts';
import { HaemaError } from '../core/errors.ts';
import type { Log } from '../core/log.ts';

export interface Reloading {
  readonly before: Config;
  /** @throws BAD_REQUEST */
  readonly load: () => Config;
  /** Takes on what can be changed. */
  readonly apply: (config: Config) => void;
  readonly log: Log;
}

/** @returns what counts from now on */
export const reload = ({ before, load, apply, log }: Reloading): Config => {
  const after = readAgain(load, log);
  if (after === null) return before;
  const changed = (Object.keys(OPTIONS) as OptionName[]).filter((name) => {
    const [was, is] = [before, after].map((config) => JSON.stringify(settingOf(config, name)));
    return was !== is;
  });
  const isLive = (name: OptionName): boolean => 'live' in OPTIONS[name];
  const [now, later] = [changed.filter(isLive), changed.filter((name) => !isLive(name))];
  const stays = Object.fromEntries(later.map((name) => [camel(name), settingOf(before, name)]));
  const taken = { ...after, ...stays } as Config;
  apply(taken);
  const what = now.length > 0 ? `${now.join(', ')} changed` : 'nothing changed';
  log.info({}, `the configuration was read again: ${what}`);
  if (later.length > 0) log.warn({}, `${later.join(', ')}: this needs a restart`);
  return taken;
};

const settingOf = (config: Config, name: OptionName): unknown =>
  config[camel(name) as keyof Config];

const readAgain = (load: () => Config, log: Log): Config | null => {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof HaemaError)) throw error;
    const where = error.detail === null ? '' : ` (${error.detail})`;
    log.error({}, `the configuration stays as it was: ${error.message}${where}`);
    return null;
  }
};
