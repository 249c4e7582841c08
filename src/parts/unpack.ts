/** Puts compiled parts where the system can load them: into a folder that is this user's alone. */
import { hash, randomUUID } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  constants,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

interface UnpackedFile {
  readonly name: string;
  /** SHA-256 of the bytes, in hex. */
  readonly hash: string;
  readonly bytes: Buffer;
}

export interface UnpackedPart extends UnpackedFile {
  /** What it looks for in its own folder. */
  readonly beside?: readonly UnpackedFile[];
}

/** A folder for the folders of parts, each named by the content. */
export interface Place {
  readonly folder: string;
  /** What their names begin with, to tell them from all else there. */
  readonly prefix: string;
}

/** Of a folder: each takes away only what is their own. */
const STICKY = 0o1000;

/** Parts of other versions go when nobody has started them for so long. */
const UNUSED_MS = 7 * 24 * 3600 * 1000;

/** The user's own cache; where that cannot be written to, or nothing run from it, the others. */
export const placesForParts = (environment: NodeJS.ProcessEnv): Place[] => {
  const named = environment['XDG_CACHE_HOME'];
  const own = named?.startsWith('/') ? named : join(environment['HOME'] || homedir(), '.cache');
  const shared = `haema-${userId()}-`;
  return [
    { folder: join(own, 'haema'), prefix: 'parts-' },
    ...[tmpdir(), '/var/tmp', '/dev/shm'].map((folder) => ({ folder, prefix: shared })),
  ];
};

/** The file of a part in its folder; put there if it is not there, or is not what it should be. */
export const unpacked = (place: Place, part: UnpackedPart): string => {
  const name = nameOf(place, part);
  const folder = join(place.folder, name);
  const file = join(folder, part.name);
  if (ensurePrivate(folder)) removeUnused(place, name);
  if (!isSound(file, part)) put(file, part);
  for (const other of part.beside ?? []) {
    const path = join(folder, other.name);
    if (!isSound(path, other)) put(path, other);
  }
  utimesSync(folder, new Date(), new Date());
  return file;
};

/** Puts a part that was unpacked there, and is gone or shorter since, there again. */
export const restore = (place: Place, part: UnpackedPart): void => {
  const folder = folderOf(place, part);
  const isThere = ({ name, bytes }: UnpackedFile): boolean =>
    lstatSync(join(folder, name), { throwIfNoEntry: false })?.size === bytes.length;
  if (![part, ...(part.beside ?? [])].every(isThere)) unpacked(place, part);
};

/** The folder of a part. */
export const folderOf = (place: Place, part: UnpackedPart): string =>
  join(place.folder, nameOf(place, part));

const nameOf = ({ prefix }: Place, { hash: content }: UnpackedPart): string =>
  `${prefix}${content.slice(0, 16)}`;

const userId = (): number => process.getuid?.() ?? 0;

/** True when it was made just now. @throws for one that is another user's */
const ensurePrivate = (folder: string): boolean => {
  const above = dirname(folder);
  // Not by mkdir's own recursion, which never ends where nothing can be made, as in /proc.
  for (const path of [dirname(above), above]) make(path, 0o755);
  if (!isSafe(above)) throw new Error(`others may replace what is in ${above}`);
  const made = make(folder, 0o700);
  const { mode, uid } = lstatSync(folder);
  const isFolder = (mode & constants.S_IFMT) === constants.S_IFDIR;
  if (!isFolder || uid !== userId()) throw new Error(`${folder} is not ours`);
  if ((mode & 0o077) !== 0) chmodSync(folder, 0o700);
  return made;
};

/** Whether nobody else can put another folder in the place of one in here. */
const isSafe = (folder: string): boolean => {
  const { mode, uid, gid } = statSync(folder);
  if (uid !== userId() && uid !== 0) return false;
  if ((mode & STICKY) !== 0) return true;
  // Where users have groups of their own, what they make is often writable for these.
  return (mode & 0o002) === 0 && ((mode & 0o020) === 0 || gid === process.getgid?.());
};

/** False when it is there. */
const make = (folder: string, mode: number): boolean => {
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) throw error;
    return false;
  }
};

const isSound = (file: string, { hash: wanted, bytes }: UnpackedFile): boolean => {
  const found = lstatSync(file, { throwIfNoEntry: false });
  if (found === undefined || !found.isFile() || found.size !== bytes.length) return false;
  return hash('sha256', readFileSync(file)) === wanted;
};

/** Under a name of its own until it is whole: others may be starting as well. */
const put = (file: string, { bytes }: UnpackedFile): void => {
  const part = `${file}.${randomUUID()}`;
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  try {
    const target = openSync(part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o500);
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(target, bytes, at);
      fsyncSync(target);
    } finally {
      closeSync(target);
    }
    renameSync(part, file);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
};

/** A haema that runs has loaded its own already, and restores them for its next child. */
const removeUnused = ({ folder, prefix }: Place, current: string): void => {
  const before = Date.now() - UNUSED_MS;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || name === current) continue;
    const path = join(folder, name);
    try {
      const { mtimeMs, uid } = lstatSync(path);
      if (uid === userId() && mtimeMs < before) rmSync(path, { recursive: true });
    } catch {
      // Another one is removing it as well.
    }
  }
};
