import { buildProgram } from './program.ts';
import { endQuietlyOnClosedPipe, report } from './report.ts';

const main = async (): Promise<void> => {
  endQuietlyOnClosedPipe(process.stdout);
  try {
    await buildProgram().parseAsync(process.argv);
  } catch (error) {
    const { text, exitCode } = report(error, { debug: Boolean(process.env['HAEMA_DEBUG']) });
    process.stderr.write(text);
    process.exitCode = exitCode;
  }
};
void main();
