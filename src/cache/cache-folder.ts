/** The folder that is ours, and which of the files in it are. */
import { hash, randomBytes } from 'node:crypto';
import { readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import { codeOf, type DiskFs, unlessAbsent } from './disk-fs.ts';
import { isEntryName } from './entry-file.ts';

/** Within the folder that the user names. A later form of the files gets another name. */
export const FOLDER_NAME = 'haema-cache-v1';

/** Tells backup programs to pass by (bford.info/cachedir), and us that the folder is ours. */
export const TAG_NAME = 'CACHEDIR.TAG';
const TAG = `Signature: 8a477f597d28d172789f06886806bc55
# Segments made by haema. This folder may be removed at any time.
`;

/** A folder of our name that holds something and was not made by us. */
export class ForeignFolder extends Error {}

/** Makes the folder where there is none. What is in it stays as it is. */
export const openFolder = async (fs: DiskFs, parent: string): Promise<string> => {
  const folder = join(parent, FOLDER_NAME);
  const stat = await unlessAbsent(fs.lstat(folder));
  if (stat === null) await makeFolder(fs, folder);
  else if (!stat.isDirectory()) throw new ForeignFolder(`${folder} is not a folder`);
  // In this order, for another haema may just be putting its mark there.
  const empty = await isUnused(fs, folder);
  const tag = await unlessAbsent(fs.readFile(join(folder, TAG_NAME), 'utf8'));
  if (tag === TAG) return folder;
  if (!empty || tag !== null) throw new ForeignFolder(`${folder} was not made by haema`);
  await writeTag(fs, folder);
  return folder;
};

/** mkdir's own recursion never ends where a file system lets nothing be made, as in /proc. */
const makeFolder = async (fs: DiskFs, path: string, madeAbove = false): Promise<void> => {
  try {
    await fs.mkdir(path, { mode: 0o700 });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'ENOENT' || madeAbove) throw error;
    await makeFolder(fs, dirname(path));
    await makeFolder(fs, path, true);
  }
};

/** Also when a process of ours was killed before it could put its mark there. */
const isUnused = async (fs: DiskFs, folder: string): Promise<boolean> => {
  for await (const { name } of await fs.opendir(folder)) {
    if (!TEMP_NAME.test(name)) return false;
  }
  return true;
};

/** Synced, unlike entries: a mark that a power cut has damaged would be taken for foreign. */
const writeTag = async (fs: DiskFs, folder: string): Promise<void> => {
  const temp = join(folder, tempName());
  try {
    const file = await fs.open(temp, 'wx', 0o600);
    try {
      await file.writeFile(TAG);
      await file.sync();
    } finally {
      await file.close();
    }
    await fs.rename(temp, join(folder, TAG_NAME));
  } catch (error) {
    await fs.unlink(temp).catch(() => {});
    throw error;
  }
};

/** What an entry takes and when it was last used. */
export interface FoundEntry {
  readonly size: number;
  readonly usedAt: number;
}

/**
 * The entries by name; those that are `known` are not looked at again and stand as null. Removes
 * what killed processes have left half written. All other files are left alone.
 */
export const scanFolder = async (
  fs: DiskFs,
  folder: string,
  known: (name: string) => boolean,
): Promise<Map<string, FoundEntry | null>> => {
  const found = new Map<string, FoundEntry | null>();
  for await (const { name } of await fs.opendir(folder, { bufferSize: 256 })) {
    if (isEntryName(name)) {
      const entry = known(name) ? null : await foundEntry(fs, join(folder, name));
      if (entry !== 'none') found.set(name, entry);
    } else if (TEMP_NAME.test(name)) {
      await removeStale(fs, folder, name);
    }
  }
  return found;
};

const foundEntry = async (fs: DiskFs, path: string): Promise<FoundEntry | 'none'> => {
  const stat = await unlessAbsent(fs.lstat(path));
  return stat?.isFile() ? { size: stat.size, usedAt: stat.mtimeMs } : 'none';
};

const TEMP_NAME = /^\.temp-([0-9a-f]{8})-(\d+)-([0-9a-f]{8})-\d+$/;

/** Where a process id means the same process: a machine, and on it a container. */
const placeOfPids = (): string => {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`;
  } catch {
    return hostname();
  }
};

const PLACE = hash('sha256', placeOfPids()).slice(0, 8);
const RUN = randomBytes(4).toString('hex');
let temps = 0;

/** Tells whose it is, so that another process knows when it is nobody's any more. */
export const tempName = (): string => `.temp-${PLACE}-${process.pid}-${RUN}-${temps++}`;

/** Writing a segment takes seconds at the very worst. */
const STALE_AFTER_MS = 10 * 60_000;

const removeStale = async (fs: DiskFs, folder: string, name: string): Promise<void> => {
  const path = join(folder, name);
  const stat = await unlessAbsent(fs.lstat(path));
  const old = (stat?.mtimeMs ?? 0) < Date.now() - STALE_AFTER_MS;
  // On a disk that is read-only it stays; whoever can write removes it.
  if (stat?.isFile() && (old || isOrphan(name))) await fs.unlink(path).catch(() => {});
};

/** For sure: its process was one of this place and is gone. */
const isOrphan = (name: string): boolean => {
  const [, place, pid, run] = TEMP_NAME.exec(name) ?? [];
  if (place !== PLACE) return false;
  return Number(pid) === process.pid ? run !== RUN : !isAlive(Number(pid));
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
};
