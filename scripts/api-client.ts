/**
 * Makes the client that the tests use of the API's document.
 *
 *   node scripts/api-client.ts     writes test/generated/api-client.ts
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { oazapfts } from 'oazapfts';
import { apiDocument } from '../test/support/api-document.ts';

export const API_CLIENT = fileURLToPath(
  new URL('../test/generated/api-client.ts', import.meta.url),
);

/** It is written for compilers that are less exact about what is optional. */
const UNCHECKED = '// @ts-nocheck\n';

export const apiClient = async (): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'haema-'));
  try {
    const path = join(folder, 'openapi.json');
    writeFileSync(path, JSON.stringify(apiDocument));
    return UNCHECKED + (await oazapfts(path));
  } finally {
    rmSync(folder, { recursive: true });
  }
};

if (import.meta.main) {
  const client = await apiClient();
  mkdirSync(dirname(API_CLIENT), { recursive: true });
  writeFileSync(API_CLIENT, client);
}
