/** What the names in a folder are. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { SourceRef } from '../types.ts';
import { fileError } from './file-error.ts';
import type { Step } from './file-job.ts';
import { type Kind, kindOf, kindsOfLinks } from './links.ts';

export interface Entry {
  readonly name: string;
  readonly kind: Kind;
}

/** But for hidden ones. @throws SOURCE_MISSING or READ_FAILED for the folder itself */
export const entriesOf = async (source: SourceRef, step: Step): Promise<Entry[]> => {
  const folder = join(source.root, source.path);
  try {
    step();
    const entries = await readdir(folder, { withFileTypes: true });
    const shown = entries.filter(({ name }) => !name.startsWith('.'));
    const links = shown.filter((entry) => entry.isSymbolicLink()).map(({ name }) => name);
    const linked = await kindsOfLinks(source, links, step);
    return shown.map((entry) => ({
      name: entry.name,
      kind: linked.get(entry.name) ?? kindOf(entry),
    }));
  } catch (cause) {
    throw fileError(folder, cause);
  }
};
