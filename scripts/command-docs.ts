/** Writes the manual page and what the shell completes, from the commands and their options. */
import { writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import packageJson from '../package.json' with { type: 'json' };
import { buildProgram } from '../src/cli/program.ts';

/** File → what belongs into it. */
export const commandDocs = (): ReadonlyMap<string, string> => {
  const program = buildProgram({ HOME: '~' });
  return new Map([
    ['packaging/haema.1', manual(program)],
    ['packaging/haema.bash', completion(program)],
  ]);
};

/** `history export`, without the program's name. */
const pathOf = (command: Command): string =>
  command.parent === null ? '' : `${pathOf(command.parent)} ${command.name()}`.trim();

/** Those that do something, in order. */
const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);

/** Of troff: a line must not begin with a dot, and a hyphen is to be typed as one. */
const escaped = (text: string): string =>
  text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replace(/^\./gm, '\\&.');

const manual = (program: Command): string => {
  const head = [
    '.\\" Written by scripts/command-docs.ts.',
    `.TH HAEMA 1 "" "haema ${packageJson.version}"`,
    '.SH NAME',
    'haema \\- streams a folder of videos to browsers, phones and TVs',
    '.SH SYNOPSIS',
    ...leaves(program).map((it) => `.B haema ${pathOf(it)}\n${escaped(argumentsOf(it))}\n.br`),
    '.SH DESCRIPTION',
    escaped(`${program.description()}.`),
    'Without the name of a command, haema serves.',
  ];
  const commands = leaves(program).flatMap((command) => [
    `.SH ${pathOf(command).toUpperCase()}`,
    escaped(sentence(command.description())),
    ...command.options.map(
      ({ flags, description }) => `.TP\n.B ${escaped(flags)}\n${escaped(sentence(description))}`,
    ),
  ]);
  const tail = [
    '.SH ENVIRONMENT',
    escaped('Each option of serve may be set there as well: HAEMA_PORT=8080 for --port.'),
    '.SH EXIT STATUS',
    '0, or 2 after a failure that is told in one line. verify: 1 where something fails.',
  ];
  return `${[...head, ...commands, ...tail].join('\n')}\n`;
};

const argumentsOf = ({ registeredArguments: names, options }: Command): string =>
  [
    ...names.map((it) => it.name().toUpperCase()),
    ...(options.length === 0 ? [] : ['[OPTION]...']),
  ].join(' ');

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const completion = (program: Command): string => {
  const commands = program.commands.map((it) => it.name());
  const cases = leaves(program).map((command) => {
    const words = command.options.flatMap(({ short, long }) => [short, long]);
    const all = [...words, '--help'].filter((word) => word !== undefined);
    return `    ${caseOf(command)}) words='${all.join(' ')}' ;;`;
  });
  const groups = program.commands
    .filter((it) => it.commands.length > 0)
    .map((it) => `    ${it.name()}) words='${it.commands.map((sub) => sub.name()).join(' ')}' ;;`);
  return `# Written by scripts/command-docs.ts, for /usr/share/bash-completion/completions/haema.
_haema() {
  local word=\${COMP_WORDS[COMP_CWORD]} command=\${COMP_WORDS[1]} words
  case $command in
    ${program.commands
      .filter((it) => it.commands.length > 0)
      .map((it) => it.name())
      .join(' | ')})
      [ "$COMP_CWORD" -lt 3 ] || command+=" \${COMP_WORDS[2]}"
      ;;
    -*) command=serve ;;
  esac
  case $command in
${[...cases, ...groups].join('\n')}
    *) words='${commands.join(' ')}' ;;
  esac
  [ "$COMP_CWORD" -gt 1 ] || [[ $word = -* ]] || words='${commands.join(' ')}'
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$word")
  [ "\${#COMPREPLY[@]}" -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- "$word")
}
complete -o filenames -F _haema haema
`;
};

const caseOf = (command: Command): string => {
  const path = pathOf(command);
  return path.includes(' ') ? `'${path}'` : path;
};

if (import.meta.main) {
  for (const [file, text] of commandDocs()) writeFileSync(file, text);
}
