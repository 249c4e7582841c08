/** The program of an engine child: does what it is told on the line, until that ends. */
import { opendir, stat } from 'node:fs/promises';
import { HaemaError } from '../../core/errors.ts';
import { fileCalls } from '../files/calls.ts';
import { buildOf, loadNative, type NativeJob } from '../native.ts';
import {
  CONFINED,
  type Failure,
  MOST_WORDS,
  type Order,
  REPORT_MS,
  type Report,
  SHUT,
} from './protocol.ts';
import { packedCalls } from './subtitles.ts';
import { decode, encode, release } from './wire.ts';

const native = loadNative();
const jobs = new Map<number, NativeJob<unknown>>();

/** What the server may ask for. Requests come from our own code: they are not looked at again. */
const CALLS: Readonly<Record<string, (...args: never[]) => NativeJob<unknown>>> = {
  probe: native.probe,
  segment: native.segment,
  cuts: native.cuts,
  scanCuts: native.scanCuts,
  copyInit: native.copyInit,
  inspect: native.inspect,
  picture: native.picture,
  ...packedCalls(native),
  ...fileCalls,
};

const run = async ({ id, call, args, root }: Extract<Order, { call: string }>): Promise<void> => {
  try {
    const start = CALLS[call];
    if (start === undefined) throw new HaemaError('ENGINE_FAILED', `no child can ${call}`);
    const job = start(...(args as never[]));
    jobs.set(id, job);
    const value = await job.promise;
    tellRefusals();
    tell({ id, value });
  } catch (error) {
    const failure = failureOf(error);
    tellRefusals();
    tell({ id, failure: (await isShut(root)) ? { ...failure, code: SHUT } : failure });
  } finally {
    jobs.delete(id);
  }
};

/** What was mounted there after this process was confined is another folder to the kernel. */
const isShut = async (root: string): Promise<boolean> => {
  if (!filesConfined) return false;
  try {
    await (await opendir(root)).close();
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EACCES';
  }
};

const failureOf = (error: unknown): Failure => {
  const { code, message, detail } = error as Partial<HaemaError>;
  const words = (text: unknown): string => `${text}`.slice(0, MOST_WORDS);
  const told = detail === undefined || detail === null ? null : words(detail);
  return { code: words(code), message: words(message), detail: told };
};

const obey = (order: Order): void => {
  if ('cancel' in order) jobs.get(order.cancel)?.cancel();
  else if ('poolLimit' in order) native.setPoolLimit(order.poolLimit);
  else void run(order);
};

const tell = (report: Report): void => {
  const message = encode(report);
  line.send(message.text, message.bytes);
  release(message);
};

const tellRefusals = (): void => {
  const refused = native.takeRefusals();
  if (refused.length > 0) tell({ refused });
};

let told = '';
const report = (): void => {
  tellRefusals();
  const steps = Object.fromEntries([...jobs].map(([id, job]) => [id, job.steps()]));
  const text = JSON.stringify({ steps, counters: native.counters() });
  if (text !== told) line.send(text, null);
  told = text;
};

// The server decides when its children end; a terminal's Ctrl-C goes to all of them.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => undefined);
const faults = Number(process.env['HAEMA_DEBUG_FAULTS'] ?? 0);
if (faults > 0) native.obeyFaultSignals();
if (faults > 1) process.kill(process.pid, faults);
const line = native.connect((text, bytes) => {
  // Nothing is worth an orderly end, and a thread that hangs in a read would not allow one.
  if (text === null) process.kill(process.pid, 'SIGKILL');
  else void begun.then(() => obey(decode({ text, bytes: bytes as Uint8Array | null }) as Order));
});
const filesConfined = native.areFilesConfined();
const begin = async (): Promise<void> => {
  // Makes the threads that read files. Where there are none left it ends here, not amid a job.
  await stat('/proc/self');
  const build = buildOf(native);
  const callsConfined = process.argv.includes(CONFINED) && native.confineCalls();
  tell({ build, filesConfined, callsConfined });
  setInterval(report, REPORT_MS);
};
/** Nothing is read before it is confined. */
const begun = begin();
