/** The files that belong to haema, wherever they are. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assetsBeneath, isPackaged } from './assets.ts';

/** Part → its folder in a checkout. */
const FOLDERS = { page: '../../build/web/', migrations: '../../src/library/migrations/' } as const;

/** All files of a part by their paths beneath it. @throws when it has not been built */
export const readPart = (part: keyof typeof FOLDERS): Map<string, Buffer> =>
  isPackaged
    ? assetsBeneath(`${part}/`)
    : filesBeneath(fileURLToPath(new URL(FOLDERS[part], import.meta.url)));

const filesBeneath = (folder: string): Map<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [relative(folder, path), readFileSync(path)]),
  );
