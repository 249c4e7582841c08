/** Several files of the same film or episode: parts of one version, or versions to choose from. */
import { dirname } from 'node:path';
import { baseName } from './base-name.ts';
import type { NamedFile, Version } from './types.ts';

/** The best first; never empty for files. */
export const versionsOf = (files: readonly NamedFile[]): Version[] => {
  const [only] = files;
  if (files.length === 1 && only !== undefined) return [versionOf(only.named.version, files)];
  const groups = new Map<string, NamedFile[]>();
  for (const it of files) {
    const key = groupKey(it);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [it]);
    else group.push(it);
  }
  const versions = [...groups.values()].map(watched).sort(better);
  const labels = versions.map(([it]) => it?.named.version ?? null);
  return versions.map((group, at) => {
    const label = labels[at] ?? null;
    const isClear = labels.length === 1 || (label !== null && isOnce(label, labels));
    return versionOf(isClear ? label : nameOf(group), group);
  });
};

const isOnce = (label: string, labels: readonly (string | null)[]): boolean =>
  labels.indexOf(label) === labels.lastIndexOf(label);

const versionOf = (label: string | null, files: readonly NamedFile[]): Version => ({
  name: nameOf(files),
  label,
  videoIds: files.map(({ file }) => file.videoId),
  disc: files[0]?.named.disc ?? null,
  root: files[0]?.file.root ?? '',
});

/** Parts lie in one folder and say the same otherwise; a disc is all that lies in its folder. */
const groupKey = ({ file, named }: NamedFile): string => {
  if (named.disc !== null && named.disc !== 'ISO') return `${file.root}\0${discFolder(file.path)}`;
  if (named.part === null) return file.videoId;
  return [file.root, dirname(file.path), named.version].join('\0');
};

const discFolder = (path: string): string => dirname(path).replace(/\/(?:VIDEO_TS|BDMV\b.*)$/i, '');

/** What is played of a group, in order. */
const watched = (group: readonly NamedFile[]): NamedFile[] => {
  const disc = group[0]?.named.disc ?? null;
  if (disc === 'VIDEO_TS') return mainTitle(group);
  const bySize = group.toSorted((a, b) => b.file.size - a.file.size);
  if (disc === 'BDMV') return bySize.slice(0, 1);
  const parts = new Map(bySize.toReversed().map((it) => [it.named.part, it]));
  return [...parts.values()].sort((a, b) => (a.named.part ?? 0) - (b.named.part ?? 0));
};

const VOB = /VTS_(\d\d)_([1-9])\.VOB$/i;

/** The first file of the longest title; menus are `_0`. */
const mainTitle = (group: readonly NamedFile[]): NamedFile[] => {
  const sizes = new Map<string, number>();
  for (const { file } of group) {
    const title = VOB.exec(file.path)?.[1];
    if (title !== undefined) sizes.set(title, (sizes.get(title) ?? 0) + file.size);
  }
  const [main] = [...sizes].sort(([, a], [, b]) => b - a)[0] ?? [];
  const vobs = group.filter(({ file }) => VOB.exec(file.path)?.[1] === main);
  const found = main === undefined ? group.slice(0, 1) : vobs;
  return found.toSorted((a, b) => (a.file.path < b.file.path ? -1 : 1)).slice(0, 1);
};

/** By lines, then by place so that it never changes. */
const better = ([a]: readonly NamedFile[], [b]: readonly NamedFile[]): number => {
  if (a === undefined || b === undefined) return 0;
  const [one, other] = [linesOf(a), linesOf(b)];
  return other - one || (a.file.path < b.file.path ? -1 : 1);
};

const linesOf = ({ named }: NamedFile): number =>
  Number(/(\d{3,4})[pi]\b/.exec(named.version ?? '')?.[1] ?? 0);

const nameOf = ([it]: readonly NamedFile[]): string => (it === undefined ? '' : baseName(it));
