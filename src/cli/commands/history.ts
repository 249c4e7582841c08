import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { loadConfig } from '../../config/load.ts';
import { HaemaError } from '../../core/errors.ts';
import { exportHistory, importHistory } from '../../history/portable.ts';
import { HistoryStore } from '../../history/store.ts';
import { openDatabase } from '../../library/db.ts';
import type { HistoryOptions } from '../options.ts';

/** `output`: a file, or standard output. */
export const runExportCommand = async (
  output: string | undefined,
  options: HistoryOptions,
): Promise<void> => {
  const path = databaseOf(options);
  if (!existsSync(path)) {
    const message = 'there is no database; name it with --db';
    throw new HaemaError('BAD_REQUEST', message, { detail: path });
  }
  const text = withStore(path, (store) => JSON.stringify(exportHistory(store), null, 1));
  if (output === undefined) process.stdout.write(`${text}\n`);
  else await written(output, text);
};

/** Also while haema serves. */
export const runImportCommand = async (file: string, options: HistoryOptions): Promise<void> => {
  const value = parsed(await contents(file), file);
  const places = withStore(databaseOf(options), (store) => importHistory(store, value));
  process.stdout.write(`${places} places taken; the others are known already\n`);
};

const databaseOf = (options: HistoryOptions): string => {
  const file = process.env['HAEMA_CONFIG'];
  return loadConfig({ commandLine: { ...options }, environment: process.env, file }).db;
};

const withStore = <T>(path: string, use: (store: HistoryStore) => T): T => {
  const db = openDatabase(path);
  try {
    return use(new HistoryStore(db));
  } finally {
    db.close();
  }
};

const contents = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const message = 'the file cannot be read; check its path and permissions';
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: file });
  }
};

const parsed = (text: string, file: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new HaemaError('BAD_REQUEST', 'the file is not JSON', { cause, detail: file });
  }
};

const written = async (output: string, text: string): Promise<void> => {
  try {
    await writeFile(output, `${text}\n`);
  } catch (cause) {
    const message = 'the output cannot be written; check its folder and free space';
    throw new HaemaError('BAD_REQUEST', message, { cause, detail: output });
  }
};
