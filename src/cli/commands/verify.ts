import { stat } from 'node:fs/promises';
import { HaemaError } from '../../core/errors.ts';
import { createEngine } from '../../engine/engine.ts';
import type { Engine, Listing, SourceRef } from '../../engine/types.ts';
import { mediaFilesBelow, SUFFIXES } from '../../library/media-files.ts';
import { jsonLine, progressLine, type Row, table } from '../../verify/report.ts';
import { type VerifyRequest, verifyFile } from '../../verify/verify.ts';
import type { VerifyOptions } from '../options.ts';
import { naming, resolveExisting, sourceOf } from '../source.ts';

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
  const engine = createEngine();
  if (!(await stat(root)).isDirectory()) {
    const row = await verifyOne(engine, file, await sourceOf(file), options, signal);
    if (row.result.refusal !== null && row.result.outcome === 'refused') {
      await naming(file, Promise.reject(row.result.refusal));
    }
    print(row, options);
    return [row];
  }
  const rows: Row[] = [];
  for (const path of await filesBelow(engine, root, file)) {
    const row = await verifyOne(engine, path, { root, path }, options, signal);
    print(row, options);
    rows.push(row);
  }
  return rows;
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

const verifyOne = async (
  engine: Engine,
  file: string,
  source: SourceRef,
  { rendition, quick }: VerifyOptions,
  signal: AbortSignal,
): Promise<Row> => {
  const request: VerifyRequest = {
    rendition,
    quick,
    signal,
    onProgress: (progress) => showProgress(progressLine(file, progress, columns())),
  };
  const result = await verifyFile(engine, source, request);
  clearProgress();
  return { file, result };
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
