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
  const names = [path.slice(slash + 1), ...beside];
  const steps = nameFiles(path.slice(0, Math.max(0, slash)), names);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  const [named] = step.value;
  if (named === undefined) throw new Error('a file has a name');
  return named;
};

/** Names between two chances to do something else. */
const STEP = 200;

/**
 * Of all files of the folder at `folder`, in the order given. `root`: what the folder that is
 * served is called, for series whose files have no other name. Yields now and then.
 */
export function* nameFiles(
  folder: string,
  names: readonly string[],
  root = '',
): Generator<void, Named[]> {
  const around = surroundingsOf(folder);
  const files = yield* eachOf(names, (name) => fileOf(name, around));
  const group = groupOf(files, around, isContainer(root) ? '' : readName(root).title);
  return yield* eachOf(files, (file) => withTitle(named(file, group), file));
}

function* eachOf<From, To>(all: readonly From[], make: (one: From) => To): Generator<void, To[]> {
  const made: To[] = [];
  for (const one of all) {
    made.push(make(one));
    if (made.length % STEP === 0) yield;
  }
  return made;
}

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
