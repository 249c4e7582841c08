import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import { SILENT } from '../../core/log.ts';
import { createChildEngine } from '../../engine/children/engine.ts';
import type { Listing } from '../../engine/files/listing.ts';
import type { Engine } from '../../engine/types.ts';
import { mediaFilesBelow, SUFFIXES } from '../../library/media-files.ts';
import { inOrder } from '../../verify/in-order.ts';
import { folderLine, jsonLine, progressLine, type Row, table } from '../../verify/report.ts';
import type { Progress } from '../../verify/verification.ts';
import { verifyAny, verifyFile } from '../../verify/verify.ts';
import type { VerifyOptions } from '../options.ts';
import { naming, resolveExisting, sourceOf } from '../source.ts';

/** Of a folder: each holds some of its pictures and sound in memory. */
const MOST_AT_ONCE = 4;
/** Longer than the server waits: nobody sits before a screen. */
const TIMEOUT_MS = 60_000;
const EXIT_FAILS = 1;
const EXIT_INTERRUPTED = 130;

/** Exit code 1 when a check fails, 130 when interrupted. */
export const runVerifyCommand = async (file: string, options: VerifyOptions): Promise<void> => {
  const interrupted = new AbortController();
  const abort = (): void => interrupted.abort();
  process.once('SIGINT', abort);
  try {
    const rows = await verifyAll(file, options, interrupted.signal);
    if (options.json !== true) {
      process.stdout.write(table(rows));
    }
    if (rows.some(({ result }) => result.outcome === 'fails')) {
      process.exitCode = EXIT_FAILS;
    }
  } catch (error) {
    clearProgress();
    if (!interrupted.signal.aborted) {
      throw error;
    }
    process.exitCode = EXIT_INTERRUPTED;
  } finally {
    process.removeListener('SIGINT', abort);
  }
};

const verifyAll = async (
  file: string,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<Row[]> => {
  const root = await resolveExisting(file);
  const isFolder = (await stat(root)).isDirectory();
  const atOnce = isFolder ? Math.min(MOST_AT_ONCE, availableParallelism()) : 1;
  const engine = engineOf(atOnce, isFolder ? root : dirname(root));
  try {
    return isFolder
      ? await verifyFolder(engine, root, file, atOnce, options, signal)
      : [await verifyAlone(engine, file, options, signal)];
  } finally {
    engine.close();
  }
};

/** In processes of its own, as the server's: of what a file breaks there the others see nothing. */
const engineOf = (processes: number, folder: string): Engine =>
  createChildEngine({
    folders: [folder],
    ...{ processes, timeoutMs: TIMEOUT_MS, memory: null, log: SILENT },
    describe: ({ path }) => ({ path }),
  });

const verifyAlone = async (
  engine: Engine,
  file: string,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<Row> => {
  const onProgress = (progress: Progress): void =>
    showProgress(progressLine(file, progress, columns()));
  const request = { ...options, signal, onProgress };
  const result = await verifyFile(engine, await sourceOf(file), request);
  clearProgress();
  if (result.refusal !== null && result.outcome === 'refused') {
    await naming(file, Promise.reject(result.refusal));
  }
  print({ file, result }, options);
  return { file, result };
};

const verifyFolder = async (
  engine: Engine,
  root: string,
  folder: string,
  atOnce: number,
  options: VerifyOptions,
  signal: AbortSignal,
): Promise<Row[]> => {
  const files = await filesBelow(engine, root, folder);
  const judged: Row[] = [];
  const verifyOne = async (path: string): Promise<Row> => {
    const onProgress = (progress: Progress): void =>
      showProgress(folderLine(judged, files.length, progressLine(path, progress), columns()));
    const request = { ...options, signal, onProgress };
    const row = { file: path, result: await verifyAny(engine, { root, path }, request) };
    judged.push(row);
    return row;
  };
  return inOrder(files, atOnce, verifyOne, (row) => {
    clearProgress();
    print(row, options);
  });
};

/** Folders within it that cannot be read are passed over. */
const filesBelow = async (engine: Engine, root: string, file: string): Promise<string[]> => {
  const list = async (path: string): Promise<Pick<Listing, 'folders' | 'files'>> => {
    try {
      return await engine.list({ root, path }, SUFFIXES);
    } catch (cause) {
      if (path !== '') return { folders: [], files: [] };
      const message = 'the folder cannot be read; check its permissions';
      throw new HaemaError('READ_FAILED', message, { cause, detail: file });
    }
  };
  return (await mediaFilesBelow(list)).map(({ path }) => path);
};

const print = (row: Row, options: VerifyOptions): void => {
  if (options.json === true) {
    process.stdout.write(`${jsonLine(row)}\n`);
  }
};

const columns = (): number => process.stderr.columns ?? 80;

const showProgress = (line: string): void => {
  if (process.stderr.isTTY) {
    process.stderr.write(`\r${line}\x1b[K`);
  }
};

const clearProgress = (): void => showProgress('');
