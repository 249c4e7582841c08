/** The files of a series as episodes, in the order in which they are watched. */
import { idOf } from '../../core/ids.ts';
import { baseName } from './base-name.ts';
import type { Episode, NamedFile } from './types.ts';
import { versionsOf } from './versions.ts';

interface Slot {
  readonly season: number;
  readonly numbers: readonly number[];
  readonly aired: string | null;
  readonly name: string;
  readonly files: NamedFile[];
}

export const episodesOf = (showId: string, files: readonly NamedFile[]): Episode[] => {
  const slots = new Map<string, Slot>();
  for (const file of files) {
    const slot = slotOf(file);
    const key = slotKey(slot);
    const known = slots.get(key);
    if (known === undefined) slots.set(key, slot);
    else known.files.push(file);
  }
  const ordered = [...slots].sort(([, a], [, b]) => inOrder(a, b));
  return ordered.map(([key, slot], index) => ({
    id: idOf(['episode', showId, key]),
    index,
    season: slot.season,
    numbers: slot.numbers,
    aired: slot.aired,
    title: titleOf(slot),
    plot: slot.files.find(({ named }) => named.told !== null)?.named.told?.episodePlot ?? null,
    versions: versionsOf(slot.files),
  }));
};

const slotOf = (it: NamedFile): Slot => {
  const { season, episodes, absolute, aired, name } = it.named;
  const numbers = episodes.length > 0 ? episodes : absolute;
  return {
    season: season ?? (aired !== null && numbers.length === 0 ? Number(aired.slice(0, 4)) : 1),
    numbers,
    aired,
    name: name ?? baseName(it),
    files: [it],
  };
};

/** Numbers tell episodes apart, else dates, else names. */
const slotKey = ({ season, numbers, aired, name }: Slot): string => {
  if (numbers.length > 0) return `${season}\0${numbers.join()}`;
  return aired === null ? `${season}\0\0${name}` : `${season}\0\0${aired}`;
};

const titleOf = ({ files, numbers, aired, name }: Slot): string => {
  const told = files.find(({ named }) => named.name !== null)?.named.name;
  if (told !== undefined && told !== null) return told;
  if (numbers.length > 0) return `Episode ${numbers.join('–')}`;
  return aired ?? name;
};

/** Made when it is needed, which takes 15 ms. */
let collator: Intl.Collator | undefined;

const compareNames = (a: string, b: string): number => {
  collator ??= new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
  return collator.compare(a, b);
};

/** Specials last; what is counted before what is not. */
const inOrder = (a: Slot, b: Slot): number =>
  Number(a.season === 0) - Number(b.season === 0) ||
  a.season - b.season ||
  (a.numbers[0] ?? Number.POSITIVE_INFINITY) - (b.numbers[0] ?? Number.POSITIVE_INFINITY) ||
  a.numbers.length - b.numbers.length ||
  compare(a.aired ?? '', b.aired ?? '') ||
  compareNames(a.name, b.name);

const compare = (a: string, b: string): number => (a < b ? -1 : Number(a > b));
