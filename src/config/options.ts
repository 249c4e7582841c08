/** The one table of options: it feeds command line, environment, file and docs/config.md. */
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  bytes,
  duration,
  hostName,
  oneOf,
  origin,
  seconds,
  text,
  wholeNumber,
  yesOrNo,
} from './values.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

interface OptionSpec {
  readonly short?: string;
  /** What stands for the value in help. */
  readonly value: string;
  readonly help: string;
  /** From text to the value. */
  readonly schema: z.ZodType<unknown, string>;
  /** As people would write it; null for a list, and where it is worked out: then help says how. */
  readonly initial: string | ((environment: Environment) => string) | null;
  /** It can be changed while haema runs. */
  readonly live?: true;
  /** May be given several times; in the environment with this between the values. */
  readonly list?: ':' | ',';
}

/** https://specifications.freedesktop.org/basedir-spec: a relative value is to be ignored. */
const xdg = (environment: Environment, variable: string, fallback: string): string => {
  const named = environment[variable];
  const home = environment['HOME'] || homedir();
  return join(named?.startsWith('/') ? named : join(home, fallback), 'haema');
};

const PRESETS = ['ultrafast', 'superfast', 'veryfast', 'faster', 'fast', 'medium'] as const;

export const OPTIONS = {
  port: {
    short: 'p',
    value: 'number',
    help: 'port to listen on; 0 takes any that is free',
    schema: wholeNumber(0, 65_535),
    initial: '8080',
  },
  host: {
    short: 'h',
    value: 'address',
    help: 'address to listen on; 127.0.0.1 keeps it to this machine',
    schema: text,
    initial: '0.0.0.0',
  },
  'target-path': {
    short: 't',
    value: 'folder',
    help: 'folder of videos to serve; may be given several times',
    schema: text,
    initial: null,
    list: ':',
  },
  db: {
    value: 'file',
    help: 'database of what haema knows of the files',
    schema: text,
    initial: (environment: Environment) =>
      join(xdg(environment, 'XDG_DATA_HOME', '.local/share'), 'haema.db'),
  },
  cache: {
    value: 'true|false',
    help: 'keep made segments on disk',
    schema: yesOrNo,
    initial: 'true',
  },
  'cache-path': {
    value: 'folder',
    help: 'where they are kept, in a folder of their own',
    schema: text,
    initial: (environment: Environment) => xdg(environment, 'XDG_CACHE_HOME', '.cache'),
  },
  'cache-limit': {
    value: 'size',
    help: 'how much they may take, such as 500M; by default 10G or a tenth of the volume',
    schema: bytes,
    initial: null,
    live: true,
  },
  'segment-target': {
    value: 'seconds',
    help: 'length of transcoded segments: shorter shows a picture sooner after a seek',
    schema: seconds(1, 10),
    initial: '2',
  },
  'copy-target': {
    value: 'seconds',
    help: 'length of the stretches between cuts at key frames',
    schema: seconds(1, 30),
    initial: '4',
  },
  preset: {
    value: 'name',
    help: `speed of the encoder: ${PRESETS.join(', ')}`,
    schema: oneOf(...PRESETS),
    initial: 'veryfast',
  },
  'engine-processes': {
    value: 'number',
    help: 'processes that read and decode; by default half as many as cores, 0 for none apart',
    schema: wholeNumber(0, 64),
    initial: null,
  },
  'engine-timeout': {
    value: 'seconds',
    help: 'how long a file or its share may not answer before it is given up',
    schema: seconds(1, 600),
    initial: '15',
  },
  'engine-memory': {
    value: 'size',
    help: 'how much one of them may take, such as 2G; by default half of the memory, at least 1G',
    schema: bytes,
    initial: null,
  },
  sandbox: {
    value: 'true|false',
    help: 'whether the engine may only read what is served, and do nothing else, where Linux can',
    schema: yesOrNo,
    initial: 'true',
  },
  rescan: {
    value: 'duration',
    help: 'how often all folders are looked through, such as 90s or 15m; 0 for once, at the start',
    schema: duration,
    initial: '15m',
    live: true,
  },
  'allow-host': {
    value: 'name',
    help: 'another name that this server is reached by, or *.name; may be given several times',
    schema: hostName,
    initial: null,
    list: ',',
    live: true,
  },
  mdns: {
    value: 'true|false',
    help: 'be found in the local network as haema.local, unless only this machine is served',
    schema: yesOrNo,
    initial: 'true',
  },
  'cors-origin': {
    value: 'origin',
    help: 'web page that may use the API, such as http://tv.example; may be given several times',
    schema: origin,
    initial: null,
    list: ',',
    live: true,
  },
  'tls-cert': {
    value: 'file',
    help: 'certificate in PEM, with those it is signed by: haema speaks HTTPS then',
    schema: text,
    initial: null,
  },
  'tls-key': {
    value: 'file',
    help: 'key of the certificate, in PEM',
    schema: text,
    initial: null,
  },
  'log-level': {
    value: 'level',
    help: 'how much is told: trace, debug, info, warn, error',
    schema: oneOf('trace', 'debug', 'info', 'warn', 'error'),
    initial: 'info',
    live: true,
  },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export type OptionName = keyof typeof OPTIONS;

type Camel<S extends string> = S extends `${infer Head}-${infer Tail}`
  ? `${Head}${Capitalize<Camel<Tail>>}`
  : S;
type ValueOf<S extends OptionSpec> = S extends { readonly list: string }
  ? readonly z.output<S['schema']>[]
  : z.output<S['schema']> | (S extends { readonly initial: null } ? null : never);

/** Every option's value, by its name in camel case. */
export type Config = {
  readonly [K in OptionName as Camel<K>]: ValueOf<(typeof OPTIONS)[K]>;
};

/** The default, as people would write it. */
export const initialOf = (name: OptionName, environment: Environment): string | null => {
  const { initial } = OPTIONS[name];
  return typeof initial === 'function' ? initial(environment) : initial;
};

/** `cachePath` of `cache-path`, as commander and the configuration name it. */
export const camel = (name: string): string =>
  name.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
