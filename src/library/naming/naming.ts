/**
 * What the names of files tell: pure, and the same whatever a scan comes upon first. The files of
 * one folder are looked at together, because a name often means something only beside the others.
 */

import { extra, extraOf } from './extras.ts';
import { discOf, film } from './films.ts';
import { type Surroundings, surroundingsOf } from './folders.ts';
import { type File, type Group, groupOf } from './group.ts';
import { readName } from './reading.ts';
import { episode } from './series.ts';
import type { Named } from './types.ts';
import { isContainer } from './words.ts';

/** What the name of one file tells. `beside`: the names of the other files in its folder. */
export const nameFile = (path: string, beside: readonly string[] = []): Named => {
  const slash = path.lastIndexOf('/');
  const [named] = nameFiles(path.slice(0, Math.max(0, slash)), [path.slice(slash + 1), ...beside]);
  if (named === undefined) throw new Error('a file has a name');
  return named;
};

/**
 * Of all files of the folder at `folder`, in the order given. `root`: what the folder that is
 * served is called, for series whose files have no other name.
 */
export const nameFiles = (folder: string, names: readonly string[], root = ''): Named[] => {
  const around = surroundingsOf(folder);
  const files = names.map((name) => fileOf(name, around));
  const group = groupOf(files, around, isContainer(root) ? '' : readName(root).title);
  return files.map((file) => withTitle(named(file, group), file));
};

/** Whatever the name is, there is something to show. */
const withTitle = (told: Named, { base, extension }: File): Named => {
  if (told.title.trim() !== '') return told;
  const name = base.trim() === '' ? `${base}.${extension}` : base;
  return { ...told, title: name.normalize('NFC') };
};

const fileOf = (name: string, around: Surroundings): File => {
  const { base, extension } = split(name);
  const extra = extraOf(base, around);
  return { base, extension, extra, reading: extra?.reading ?? readName(base) };
};

const split = (name: string): { base: string; extension: string } => {
  const match = /^(.+)\.([a-z0-9]{2,5})$/i.exec(name);
  return { base: match?.[1] ?? name, extension: (match?.[2] ?? '').toLowerCase() };
};

const named = (file: File, group: Group): Named => {
  const { reading } = file;
  if (file.extra !== null) return extra(file, file.extra, group);
  if (reading.creditless !== null) {
    return { ...extra(file, { kind: 'other', reading }, group), name: reading.creditless };
  }
  const disc = discOf(file, group.around);
  if (disc !== null) return { ...film(file, group), disc, name: null };
  return episode(file, group) ?? film(file, group);
};
