/** What the kernel tells of processes: nothing of one that has ended meanwhile. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ids of all that a process has started, and of what these have, whichever threads did. */
export const below = (pid: number): number[] =>
  listed(`/proc/${pid}/task`).flatMap((thread) => {
    const own = contentOf(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean);
    return own.map(Number).flatMap((child) => [child, ...below(child)]);
  });

/** Bytes. Pages that processes share count for each in part. */
export const memoryOf = (pid: number): number =>
  numberIn(`/proc/${pid}/smaps_rollup`, 'Pss') * 1024;

/** Behind the name and a colon, in a file of lines; 0 where it is not there. */
export const numberIn = (path: string, name: string): number =>
  Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(contentOf(path))?.[1] ?? 0);

const contentOf = (path: string): string => {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
};

export const listed = (path: string): string[] => {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
};
