/** The server as its clients meet it: segments that it has, a film's first playlist, its start. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { disc, film, long } from '../clips.ts';
import type { Case, Comparison } from '../comparison.ts';
import { runWhole } from '../processes.ts';
import {
  end,
  freshServer,
  openInput,
  readByChildren,
  runWrk,
  startNginx,
  urlOf,
} from '../servers.ts';

const MB = 1_000_000;

const fetched = async (url: string): Promise<Buffer> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
};

/** A segment of the rendition that the server has, as it has all that it would make ahead. */
const keptSegment = async (served: string, rendition: string) => {
  const list = `${served}/${rendition}/stream.m3u8`;
  const uris = String(await fetched(list)).split('\n');
  const last = uris.filter((line) => /^[^#]/.test(line)).slice(-3);
  const kept: { url: string; bytes: Buffer }[] = [];
  for (const uri of last) {
    const url = String(new URL(uri, list));
    kept.push({ url, bytes: await fetched(url) });
  }
  const [first] = kept;
  if (first === undefined) throw new Error(`${list} is empty`);
  return first;
};

/** Segments in memory, against nginx sending the same bytes from a file in the page cache. */
export const serve: Case = async (scratch) => {
  const served = await urlOf((await freshServer(scratch)).url, film());
  const nginx = await startNginx(scratch);
  const rows: Comparison[] = [];
  for (const rendition of ['1080p_h264', '720p_h264', '240p_h264']) {
    const { url, bytes } = await keptSegment(served, rendition);
    writeFileSync(join(scratch, `${rendition}.ts`), bytes);
    rows.push({
      name: `${rendition}, ${(bytes.length / MB).toFixed(2)} MB`,
      files: [],
      baseline: 'nginx',
      variants: {
        haema: () => runWrk(url),
        nginx: () => runWrk(`${nginx}/${rendition}.ts`),
      },
      claims: [{ variant: 'haema', metric: 'usPerRequest', atMost: 1 }],
    });
  }
  return rows;
};

/**
 * The first request for a film that the server has not opened before, in a new process. Of what is
 * as large as a disc only the index, the streams' parameters and the cuts are read.
 */
export const firstPlaylist: Case = async (scratch) => {
  const open = openInput(scratch);
  const films = (['mp4', 'mkv'] as const).flatMap((container) => [
    { name: `two hours, ${container}`, path: long(container), isLarge: false },
    { name: `60 GB, ${container}`, path: disc(container), isLarge: true },
  ]);
  return films.map(({ name, path, isLarge }) => ({
    name,
    files: isLarge ? [] : [path],
    baseline: 'avformat_open_input',
    variants: {
      'GET master.m3u8': async () => {
        const server = await freshServer(scratch);
        const url = `${await urlOf(server.url, path)}/master.m3u8`;
        const before = readByChildren(server);
        const start = performance.now();
        await fetched(url);
        const wallMs = performance.now() - start;
        const bytesRead = readByChildren(server) - before;
        await end(server);
        return { command: 'GET master.m3u8', sample: { wallMs, bytesRead } };
      },
      avformat_open_input: () => open(path),
      'and its index': () => open(path, '--index'),
    },
    claims: [{ variant: 'GET master.m3u8', metric: 'wallMs', atMost: 2 }],
  }));
};

/** From the start of the process until it listens; beside it what node alone takes. */
export const start: Case = async (scratch) => [
  {
    name: 'start to listening',
    files: [],
    baseline: 'node',
    variants: {
      'haema serve': async () => {
        const server = await freshServer(scratch);
        await end(server);
        return { command: 'haema serve', sample: { wallMs: server.startMs } };
      },
      node: () => runWhole([process.execPath, '-e', '0']),
    },
    claims: [{ variant: 'haema serve', metric: 'wallMs', atMost: 500, of: 'value' }],
  },
];
