/** The whole server over the corpus of real files, which it only reads. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join, parse } from 'node:path';
import { start } from '../../src/app.ts';
import { loadConfig } from '../../src/config/load.ts';
import { SILENT } from '../../src/core/log.ts';
import { createEngine } from '../../src/engine/engine.ts';
import { SUFFIXES } from '../../src/library/media-files.ts';
import { listed } from './app.ts';
import { corpus } from './corpus.ts';

const manifest = corpus('MANIFEST.tsv');

/** Names of its media files; null where it is missing. */
export const corpusFiles = (): string[] | null =>
  manifest === null
    ? null
    : readdirSync(dirname(manifest)).filter((name) => SUFFIXES.includes(extname(name)));

export interface CorpusServer {
  /** Address of a file's video. */
  readonly urlOf: (name: string) => string;
  readonly pathOf: (name: string) => string;
  /** For whoever needs files. */
  readonly folder: string;
  readonly stop: () => Promise<void>;
}

export const serveCorpus = async (): Promise<CorpusServer> => {
  const files = corpusFiles() ?? [];
  const folder = mkdtempSync(join(tmpdir(), 'haema-corpus-'));
  const commandLine = {
    port: '0',
    host: '127.0.0.1',
    targetPath: [dirname(manifest ?? '')],
    db: join(folder, 'haema.db'),
    cachePath: join(folder, 'cache'),
  };
  const scratch = join(folder, 'tracks');
  mkdirSync(scratch);
  const config = loadConfig({ commandLine, environment: {}, file: undefined });
  const app = await start(config, SILENT, createEngine());
  const url = `http://127.0.0.1:${app.port}`;
  const ids = await listed(url, files.length);
  return {
    urlOf: (name) => `${url}/api/v1/video/${ids[parse(name).name]}`,
    pathOf: (name) => join(dirname(manifest ?? ''), name),
    folder: scratch,
    stop: async () => {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
