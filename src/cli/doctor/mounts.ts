/** Which file system a path lies on. */
import { readFileSync } from 'node:fs';

export interface Mount {
  readonly at: string;
  readonly type: string;
  /** Whether others write to it as well, without this machine being told. */
  readonly isShared: boolean;
}

const SHARED = /^(nfs\d?|cifs|smb\d?|smbfs|9p|ceph|glusterfs|afs|fuse\.(sshfs|rclone|glusterfs))$/;

/** Of Linux; none elsewhere. */
export const readMounts = (): Mount[] => {
  try {
    return mountsIn(readFileSync('/proc/self/mountinfo', 'utf8'));
  } catch {
    return [];
  }
};

/** `36 35 98:0 / /mnt/films rw,noatime shared:1 - ext3 /dev/root rw`, see proc(5). */
export const mountsIn = (mountinfo: string): Mount[] =>
  mountinfo.split('\n').flatMap((line) => {
    const [before = '', after] = line.split(' - ');
    const at = before.split(' ')[4];
    const type = after?.split(' ')[0];
    if (at === undefined || type === undefined) return [];
    return [{ at: unescaped(at), type, isShared: SHARED.test(type) }];
  });

/** Blanks are written as `\040`. */
const unescaped = (path: string): string =>
  path.replaceAll(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );

/** Where something is mounted within these folders; paths are absolute, without links. */
export const mountsWithin = (folders: readonly string[], mounts: readonly Mount[]): string[] => {
  const within = ({ at }: Mount): boolean =>
    folders.some((it) => at !== it && at.startsWith(it === '/' ? it : `${it}/`));
  return [...new Set(mounts.filter(within).map(({ at }) => at))];
};

/** Of what is mounted at the same place, the last counts. `path`: absolute, without links. */
export const mountOf = (path: string, mounts: readonly Mount[]): Mount | null => {
  const around = mounts.filter(({ at }) => `${path}/`.startsWith(at === '/' ? at : `${at}/`));
  return around.reduce<Mount | null>(
    (best, it) => (best === null || it.at.length >= best.at.length ? it : best),
    null,
  );
};
