import { stat, statfs } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { HaemaError } from '../../core/errors.ts';
import type { FileTraits, SourceRef } from '../types.ts';
import { type Entry, entriesOf } from './entries.ts';
import type { Step } from './file-job.ts';
import type { Listing } from './listing.ts';
import { traits } from './traits.ts';

/**
 * What lies in one folder, but for hidden names.
 * @throws SOURCE_MISSING or READ_FAILED for the folder itself
 */
export const list = async (
  { root, path }: SourceRef,
  suffixes: readonly string[],
  step: Step,
): Promise<Listing> => {
  const files: (FileTraits & { name: string })[] = [];
  const nfos: typeof files = [];
  const entries = await entriesOf({ root, path }, step);
  const unread = entries.filter(({ kind }) => kind === 'unread').map(({ name }) => name);
  for (const entry of entries) {
    const { name } = entry;
    if (!isListed(entry, suffixes)) continue;
    try {
      (suffixOf(name) === '.nfo' ? nfos : files).push({
        name,
        ...(await traits({ root, path: join(path, name) }, step)),
      });
    } catch (error) {
      if (codeOf(error) === 'READ_FAILED') unread.push(name);
      else if (codeOf(error) !== 'SOURCE_MISSING') throw error;
    }
  }
  const folders = entries.filter(({ kind }) => kind === 'folder').map(({ name }) => name);
  const pictures = entries.filter(isPicture).map(({ name }) => name);
  const subtitles = entries.filter(isSubtitle).map(({ name }) => name);
  const isNamed = (entry: Entry): boolean => isPicture(entry) || isSubtitle(entry);
  const isOther = (entry: Entry): boolean =>
    entry.kind !== 'folder' && !isListed(entry, suffixes) && !isNamed(entry);
  const hasOthers = entries.some(isOther);
  const remote = await isRemote(root, path);
  return { folders, files, nfos, pictures, subtitles, unread, hasOthers, remote };
};

const isPicture = ({ name, kind }: Entry): boolean => kind === 'file' && PICTURE.test(name);

const isSubtitle = ({ name, kind }: Entry): boolean => kind === 'file' && SUBTITLE.test(name);

const isListed = ({ name, kind }: Entry, suffixes: readonly string[]): boolean =>
  kind === 'file' && ['.nfo', ...suffixes].includes(suffixOf(name));

const suffixOf = (name: string): string => extname(name).toLowerCase();

const PICTURE = /\.(?:jpe?g|png|webp)$/i;
const SUBTITLE = /\.(?:srt|ass|ssa|vtt|idx|sub)$/i;

/** As linux/magic.h and the file systems themselves number them. */
const REMOTE = new Set([
  0x6969, // NFS
  0x517b, // SMB
  0xff534d42, // CIFS
  0xfe534d42, // SMB2
  0x01021997, // 9P
  0x00c36400, // Ceph
  0x5346414f, // AFS
  0x786f4256, // vboxsf
  0x65735546, // FUSE: rclone, sshfs; disks too, which are then looked into when somebody asks
]);

/** Of what is mounted alone: the rest is what the root is. */
const isRemote = async (root: string, path: string): Promise<boolean> => {
  const folder = join(root, path);
  try {
    const [own, above] = await Promise.all([stat(folder), stat(root)]);
    if (path !== '' && own.dev === above.dev) return false;
    return REMOTE.has((await statfs(folder)).type);
  } catch {
    return false; // what does not tell is read like a disk
  }
};

const codeOf = (error: unknown): string | null => (error instanceof HaemaError ? error.code : null);
