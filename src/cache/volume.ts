import type { DiskFs } from './disk-fs.ts';

const GB = 1024 ** 3;

/** What the cache takes where the user has not said: no more than a tenth of the volume. */
const DEFAULT_LIMIT = 10 * GB;
const DEFAULT_SHARE = 0.1;

/** What is left for everyone else. */
export const RESERVE = GB;

export interface Volume {
  readonly freeBytes: number;
  readonly defaultLimit: number;
}

/** Some network file systems do not tell, or tell zero: those are taken to be large. */
export const volumeOf = async (fs: DiskFs, folder: string): Promise<Volume> => {
  const { bsize, blocks, bavail } = await fs.statfs(folder);
  if (blocks === 0) return { freeBytes: Number.POSITIVE_INFINITY, defaultLimit: DEFAULT_LIMIT };
  return {
    freeBytes: bavail * bsize,
    defaultLimit: Math.min(DEFAULT_LIMIT, Math.floor(blocks * bsize * DEFAULT_SHARE)),
  };
};
