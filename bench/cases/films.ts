/** Whole films as they are in their files, one to each of four players at once. */
import { statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { films as files } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { type Part, runFilms } from '../films.ts';
import { freshServer, startNginx, urlOf } from '../servers.ts';

/** 500 MB/s. */
const AT_MOST_US_PER_MB = 2000;
const AT_MOST_GROWN_MB = 64;
const SEGMENT_BYTES = 4_000_000;
const COPY = 'source_h264/stream.m3u8';

const textOf = async (url: string): Promise<string> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.text();
};

const addressesIn = (playlist: string): string[] =>
  playlist.split('\n').filter((line) => /^[^#]/.test(line));

/** Of the copy, once it is offered: which takes a moment. */
const segmentsOf = async (served: string, query: string): Promise<Part[]> => {
  const master = `${served}/master.m3u8${query}`;
  for (;;) {
    const list = addressesIn(await textOf(master)).find((line) => line.startsWith(COPY));
    if (list === undefined) continue;
    const url = new URL(list, master);
    return addressesIn(await textOf(String(url))).map((line) => {
      const { pathname, search } = new URL(line, url);
      return { path: pathname + search, range: null };
    });
  }
};

const rangesOf = (file: string): Part[] => {
  const count = Math.floor(statSync(file).size / SEGMENT_BYTES);
  return Array.from({ length: count }, (_, at) => {
    const range = `bytes=${at * SEGMENT_BYTES}-${(at + 1) * SEGMENT_BYTES - 1}`;
    return { path: `/${basename(file)}`, range };
  });
};

export const films: Case = async (scratch) => {
  const server = await freshServer(scratch);
  const nginx = await startNginx(scratch);
  for (const file of files()) symlinkSync(file, join(scratch, basename(file)));
  const ranges = files().map(rangesOf);
  const rows: Comparison[] = [];
  for (const [name, query] of [
    ['MPEG-TS, pictures and sound', ''],
    ['fMP4, pictures', '?container=fmp4'],
  ] as const) {
    const parts: Part[][] = [];
    for (const file of files()) {
      parts.push(await segmentsOf(await urlOf(server.url, file), query));
    }
    rows.push({
      name,
      files: files(),
      baseline: 'nginx, ranges of the files',
      variants: {
        haema: () => runFilms(server.url, parts, { scratch, pid: server.child.pid ?? 0 }),
        'nginx, ranges of the files': () => runFilms(nginx, ranges, { scratch, pid: process.pid }),
      },
      claims: [
        { variant: 'haema', metric: 'usPerMb', atMost: AT_MOST_US_PER_MB, of: 'value' },
        { variant: 'haema', metric: 'memoryGrownMb', atMost: AT_MOST_GROWN_MB, of: 'value' },
      ],
    });
  }
  return rows;
};
