/** Files that are films: on their own, or in a folder that bears the film's name. */
import type { Home, Surroundings } from './folders.ts';
import { type File, type Group, isSame, isVersionOf, partOf, UNTOLD } from './group.ts';
import type { Reading } from './reading.ts';
import { joinedVersion, versionLabel } from './release.ts';
import { titleText } from './text.ts';
import type { DiscKind, Named } from './types.ts';

/** Null for a file that is on no disc. */
export const discOf = ({ base, extension }: File, { disc }: Surroundings): DiscKind | null => {
  if (disc !== null) return disc;
  if (extension === 'iso') return 'ISO';
  return extension === 'vob' && /^(?:VTS_\d\d_\d|VIDEO_TS)$/i.test(base) ? 'VIDEO_TS' : null;
};

export const film = (file: File, group: Group): Named => {
  const { reading, base } = file;
  const { around } = group;
  const { home } = around;
  const part = around.part ?? partOf(reading, group);
  const isOnly = group.count === 1 || part !== null || discOf(file, around) !== null;
  const isHomes = home !== null && isFilmOf(reading, home, isOnly, base);
  const label = isHomes && part === null ? explicitLabel(base, home, group) : null;
  const told = isHomes ? home.reading : reading;
  const version =
    isHomes && isOnly ? joinedVersion(reading.version, told.version) : reading.version;
  return {
    ...UNTOLD,
    title:
      (isHomes || !isDiscName(base) ? titleOf(told, part, group) : '') ||
      ownTitle(reading, base, group),
    year: told.year ?? (isHomes ? reading.year : null),
    part,
    version: versionLabel(version) ?? label,
    ids: { ...(isHomes ? told.ids : {}), ...reading.ids },
    home: isHomes ? home.path : null,
  };
};

/** A disc is called what its folder is. */
const ownTitle = ({ title, text }: Reading, base: string, { root }: Group): string =>
  (isDiscName(base) ? root : '') || title || titleText(text);

/** `Solaris - part1` without its last word; `01 - Dr. No` without the place in its collection. */
const titleOf = ({ title, year, part }: Reading, number: number | null, group: Group): string => {
  if (number !== null && part !== null && year === null) return part.title;
  return group.leading > 1 ? title.replace(/^\d{1,3}(?: -|\.) /, '') : title;
};

/** Whether the folder is the film's own. */
const isFilmOf = (reading: Reading, home: Home, isOnly: boolean, base: string): boolean => {
  const { title, year, isRelease } = home.reading;
  if (title === '') return false;
  // Whatever else the name may look like: `2001 - A Space Odyssey`.
  if (isSame(base, title)) return true;
  const isAgreed = reading.year === null || year === null || Math.abs(reading.year - year) <= 1;
  if (isAgreed && isSame(reading.title, title)) return true;
  if (isAgreed && isVersionOf(base, home)) return true;
  if (!isOnly || reading.year !== null) return false;
  return (
    year !== null || isRelease || reading.title === '' || reading.part !== null || isDiscName(base)
  );
};

const isDiscName = (base: string): boolean => /^(?:VTS_\d\d_\d|VIDEO_TS|\d{5})$/i.test(base);

const explicitLabel = (base: string, { name, reading }: Home, { count }: Group): string | null => {
  if (count < 2) return null;
  const start = [name, reading.title].find((it) => base.startsWith(`${it} - `));
  if (start === undefined) return null;
  return base.slice(start.length + 3).replace(/^\[(.*)\]$/, '$1');
};
