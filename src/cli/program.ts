import { Command, type CommanderError, Option } from 'commander';
import packageJson from '../../package.json' with { type: 'json' };
import { initialOf, OPTIONS, type OptionName } from '../config/options.ts';
import { HaemaError } from '../core/errors.ts';
import {
  type HistoryOptions,
  type ProbeOptions,
  parseIndex,
  parseRendition,
  parseSeconds,
  type SegmentOptions,
  type VerifyOptions,
} from './options.ts';

/**
 * The commands and their options. Handlers are loaded when their command runs, so that `--help`
 * and a wrong option do not load the engine. A wrong command line is thrown as BAD_REQUEST; after
 * `--help` and `--version` the CommanderError of exit code 0 is thrown. `environment`: what the
 * defaults that are shown depend on.
 */
export const buildProgram = (environment: NodeJS.ProcessEnv = process.env): Command => {
  const program = new Command('haema')
    .description(packageJson.description)
    .version(packageJson.version, '--version', 'show the version')
    .helpCommand(false)
    // An error is reported by whoever catches it, once, in one line.
    .configureOutput({ writeErr: () => undefined });
  throwUsageErrors(program);
  addServe(program, environment);
  addProbe(program);
  addSegment(program);
  addVerify(program);
  addHistory(program, environment);
  addDoctor(program, environment);
  addLicences(program);
  return program;
};

const addServe = (program: Command, environment: NodeJS.ProcessEnv): void => {
  const serve = subcommand(program, 'serve', 'serve folders of videos', { isDefault: true });
  addConfiguration(serve, environment)
    .addHelpText('after', '\nEach option may also be set in the environment: HAEMA_PORT=8080.')
    .action(async (options: Record<string, string | string[]>) => {
      const { runServeCommand } = await import('./commands/serve.ts');
      await runServeCommand(options);
    });
};

const addConfiguration = (command: Command, environment: NodeJS.ProcessEnv): Command => {
  for (const name of Object.keys(OPTIONS) as OptionName[]) {
    command.addOption(optionOf(name, environment));
  }
  return command.option(
    '--config <file>',
    'options in a TOML file, by the same names (or HAEMA_CONFIG)',
  );
};

/** As text: defaults and values are the configuration's, which knows all other places too. */
const optionOf = (name: OptionName, environment: NodeJS.ProcessEnv): Option => {
  const spec = OPTIONS[name];
  const short = 'short' in spec ? `-${spec.short}, ` : '';
  const value = initialOf(name, environment);
  const initial = value === null ? '' : ` (default: ${value})`;
  const option = new Option(`${short}--${name} <${spec.value}>`, `${spec.help}${initial}`);
  if ('list' in spec) {
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
};

const addProbe = (program: Command): void => {
  subcommand(program, 'probe', 'show what haema sees in a file')
    .argument('<file>', 'a video file')
    .option('--json', 'print all of it as JSON')
    .action(async (file: string, options: ProbeOptions) => {
      const { runProbeCommand } = await import('./commands/probe.ts');
      await runProbeCommand(file, options);
    });
};

const addSegment = (program: Command): void => {
  subcommand(program, 'segment', 'make one segment of a file')
    .argument('<file>', 'a video file')
    .requiredOption('--rendition <name>', 'which one, e.g. 720p_h264', parseRendition)
    .requiredOption('--index <number>', 'which segment, counted from 0', parseIndex)
    .addOption(
      new Option('--container <kind>', 'what to wrap it in').choices(['ts', 'fmp4']).default('ts'),
    )
    .requiredOption('-o, --output <out>', 'where to write it')
    .option('--stats', 'print what it took')
    .action(async (file: string, options: SegmentOptions) => {
      const { runSegmentCommand } = await import('./commands/segment.ts');
      await runSegmentCommand(file, options);
    });
};

const addVerify = (program: Command): void => {
  subcommand(program, 'verify', 'make all segments and compare them with the source')
    .argument('<file>', 'a video file, or a folder of them')
    .option('--rendition <name>', 'only this one, e.g. 720p_h264', parseRendition)
    .addOption(new Option('--quick', 'only some segments of each rendition').conflicts('sample'))
    .option(
      '--sample <seconds>',
      'of longer videos only so much: their beginning, some between and their end, at one size',
      parseSeconds,
    )
    .option('--json', 'print the findings as JSON, a line for each video')
    .action(async (file: string, options: VerifyOptions) => {
      const { runVerifyCommand } = await import('./commands/verify.ts');
      await runVerifyCommand(file, options);
    });
};

const addHistory = (program: Command, environment: NodeJS.ProcessEnv): void => {
  const history = subcommand(program, 'history', 'take the watch history to another machine');
  history.helpCommand(false);
  subcommand(history, 'export', 'write it as JSON')
    .addOption(optionOf('db', environment))
    .option('-o, --output <out>', 'a file; standard output without it')
    .action(async (options: HistoryOptions & { readonly output?: string }) => {
      const { runExportCommand } = await import('./commands/history.ts');
      await runExportCommand(options.output, options);
    });
  subcommand(history, 'import', 'add what another haema has exported; what is newer counts')
    .argument('<file>', 'what was exported')
    .addOption(optionOf('db', environment))
    .action(async (file: string, options: HistoryOptions) => {
      const { runImportCommand } = await import('./commands/history.ts');
      await runImportCommand(file, options);
    });
};

const addDoctor = (program: Command, environment: NodeJS.ProcessEnv): void => {
  const doctor = subcommand(program, 'doctor', 'tell what haema can do here, and what to change');
  addConfiguration(doctor, environment)
    .argument('[film]', 'a video file to make pictures of; the first one served without')
    .action(async (film: string | undefined, options: Record<string, string | string[]>) => {
      const { runDoctorCommand } = await import('./commands/doctor.ts');
      await runDoctorCommand(film, options);
    });
};

const addLicences = (program: Command): void => {
  subcommand(program, 'licences', 'show the licences of all that the executable holds').action(
    async () => {
      const { runLicencesCommand } = await import('./commands/licences.ts');
      runLicencesCommand();
    },
  );
};

const subcommand = (
  program: Command,
  name: string,
  description: string,
  options: { readonly isDefault?: boolean } = {},
): Command => throwUsageErrors(program.command(name, options).description(description));

/** `-h` is the host's, so help is `--help` alone. */
const throwUsageErrors = (command: Command): Command =>
  command.helpOption('--help', 'show this help').exitOverride((error) => {
    throw error.exitCode === 0 ? error : usageError(command, error);
  });

/** The library says nothing where a command of a command is left out. */
const words = (command: Command, code: string, message: string): string => {
  if (code !== 'commander.help') return message.replace(/^error: /, '');
  return `say which: ${command.commands.map((it) => it.name()).join(' or ')}`;
};

const usageError = (command: Command, { code, message }: CommanderError): HaemaError => {
  // serve takes no arguments, so what stands in front is meant as a command.
  const isCommand = code === 'commander.excessArguments' && command.name() === 'serve';
  const what = isCommand ? `unknown command '${command.args[0]}'` : words(command, code, message);
  const name = command.parent === null || isCommand ? 'haema' : `haema ${command.name()}`;
  return new HaemaError('BAD_REQUEST', `${what.replace(/\.$/, '')}; see ${name} --help`);
};
