/** What lies within the single executable, beside the program. */
import { getRawAsset, isSea } from 'node:sea';

/** Whether this is the single executable, and not a checkout that Node runs. */
export const isPackaged = isSea();

/** The list of all others, since Node 22 tells of none. */
const LIST = 'assets.json';

/** The bytes are part of the executable itself: nobody may write to them. */
export const asset = (name: string): Buffer => Buffer.from(getRawAsset(name) as ArrayBuffer);

/** Names, and the SHA-256 of each in hex. */
export const assetList = (): Readonly<Record<string, string>> =>
  JSON.parse(asset(LIST).toString('utf8')) as Record<string, string>;

/** By their paths beneath `folder`, which ends in a slash. */
export const assetsBeneath = (folder: string): Map<string, Buffer> =>
  new Map(
    Object.keys(assetList())
      .filter((name) => name.startsWith(folder))
      .map((name) => [name.slice(folder.length), asset(name)]),
  );
