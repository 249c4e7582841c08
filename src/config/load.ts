/** Command line beats environment beats file beats default. */
import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { HaemaError } from '../core/errors.ts';
import { type Config, camel, initialOf, OPTIONS, type OptionName } from './options.ts';

/** Text as a person wrote it; a list where an option was given several times. */
type Given = string | readonly string[] | undefined;

export interface Sources {
  /** By the options' names in camel case. */
  readonly commandLine: Readonly<Record<string, Given>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** A TOML file. */
  readonly file: string | undefined;
}

/** @throws BAD_REQUEST that names the option, where it was set, and what was expected. */
export const loadConfig = ({ commandLine, environment, file }: Sources): Config => {
  const names = Object.keys(OPTIONS) as OptionName[];
  const inFile = file === undefined ? {} : readToml(file, names);
  const values = names.map((name) => {
    const variable = environmentName(name);
    const places: readonly [where: string, given: Given][] = [
      [`--${name}`, commandLine[camel(name)]],
      [variable, fromEnvironment(name, environment[variable])],
      [`${name} of the configuration file`, inFile[name]],
      ['the default', initialOf(name, environment) ?? undefined],
    ];
    const [where, given] = places.find(([, value]) => value !== undefined) ?? ['', undefined];
    return [camel(name), read(name, where, given)];
  });
  return Object.fromEntries(values) as Config;
};

/** `HAEMA_CACHE_PATH` of `cache-path`. */
export const environmentName = (name: string): string =>
  `HAEMA_${name.toUpperCase().replaceAll('-', '_')}`;

const separatorOf = (name: OptionName): string | null => {
  const spec = OPTIONS[name];
  return 'list' in spec ? spec.list : null;
};

const fromEnvironment = (name: OptionName, value: string | undefined): Given => {
  if (value === undefined || value === '') return undefined; // as if it was not set
  const separator = separatorOf(name);
  return separator === null ? value : value.split(separator).filter((part) => part !== '');
};

const read = (name: OptionName, where: string, given: Given): unknown => {
  if (separatorOf(name) !== null)
    return [given ?? []].flat().map((item) => readOne(name, where, item));
  return given === undefined ? null : readOne(name, where, String(given));
};

const readOne = (name: OptionName, where: string, given: string): unknown => {
  const { success, data, error } = OPTIONS[name].schema.safeParse(given);
  if (success) return data;
  const expected = error.issues[0]?.message ?? 'expected another value';
  throw new HaemaError('BAD_REQUEST', `${where} is '${given}'; ${expected}`);
};

const readToml = (file: string, names: readonly string[]): Record<string, Given> => {
  const table = parsed(file);
  const unknown = Object.keys(table).find((name) => !names.includes(name));
  if (unknown !== undefined) {
    const message = `the configuration file has an unknown option ${unknown}`;
    const known = names.join(', ');
    throw new HaemaError('BAD_REQUEST', `${message}; there are ${known}`, { detail: file });
  }
  const given = ([name, value]: [string, unknown]): [string, Given] =>
    Array.isArray(value) ? [name, value.map(String)] : [name, String(value)];
  return Object.fromEntries(Object.entries(table).map(given));
};

const parsed = (file: string): Record<string, unknown> => {
  try {
    return parseToml(readFileSync(file, 'utf8'));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message.split('\n')[0] : '';
    const message = `the configuration file cannot be used (${why})`;
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: file });
  }
};
