import { inspect } from 'node:util';
import { CommanderError } from 'commander';
import { HaemaError } from '../core/errors.ts';

const EXIT_ERROR = 2;
const EXIT_BUG = 70; // EX_SOFTWARE of sysexits.h

export interface Report {
  /** For standard error: one line, and the stack after it when debugging. Empty: say nothing. */
  readonly text: string;
  readonly exitCode: number;
}

/** What the person at the terminal is told of anything that was thrown. */
export const report = (error: unknown, { debug }: { readonly debug: boolean }): Report => {
  if (error instanceof CommanderError) return { text: '', exitCode: error.exitCode };
  const stack = debug ? `${inspect(error)}\n` : '';
  if (error instanceof HaemaError) {
    const detail = error.detail === null ? '' : `: ${error.detail}`;
    const line = `haema: ${error.message}${detail} (${error.code})`;
    return { text: `${oneLine(line)}\n${stack}`, exitCode: EXIT_ERROR };
  }
  const what = error instanceof Error ? error.message : String(error);
  const hint = debug ? '' : '; run it again with HAEMA_DEBUG=1 to see where';
  return { text: `${oneLine(`haema: a bug: ${what}${hint}`)}\n${stack}`, exitCode: EXIT_BUG };
};

/** Paths and names found in files may hold line breaks and terminal escapes. */
const oneLine = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** `haema probe … | head -1`: whoever read has enough, and that is no error. */
export const endQuietlyOnClosedPipe = (stream: NodeJS.WriteStream): void => {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit();
  });
};
