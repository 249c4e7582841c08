import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import type { FileTraits, Listing, SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';
import type { Step } from './file-job.ts';
import { traits } from './traits.ts';

/**
 * What lies in one folder. Links are not followed, hidden names not looked at.
 * @throws SOURCE_MISSING or READ_FAILED for the folder itself
 */
export const list = async (
  { root, path }: SourceRef,
  suffixes: readonly string[],
  step: Step,
): Promise<Listing> => {
  const files: (FileTraits & { name: string })[] = [];
  const unread: string[] = [];
  step();
  const entries = (await entriesOf(join(root, path))).filter(({ name }) => !name.startsWith('.'));
  for (const entry of entries) {
    const { name } = entry;
    if (!entry.isFile() || !suffixes.includes(extname(name).toLowerCase())) continue;
    try {
      files.push({ name, ...(await traits({ root, path: join(path, name) }, step)) });
    } catch (error) {
      if (codeOf(error) === 'READ_FAILED') unread.push(name);
      else if (codeOf(error) !== 'SOURCE_MISSING') throw error;
    }
  }
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return { folders, files, unread };
};

const entriesOf = async (folder: string): Promise<Dirent[]> => {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (cause) {
    throw fileError(folder, cause);
  }
};

const codeOf = (error: unknown): string | null => (error instanceof HaemaError ? error.code : null);
