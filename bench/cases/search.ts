/** Lists and searches of a large library: alone, and while segments are made. */

import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { seededInts } from '../../test/support/seeded-ints.ts';
import { film } from '../clips.ts';
import type { Case, Claim, Measured } from '../comparison.ts';
import { type Fresh, freshServer, loopDelay } from '../servers.ts';

const TITLES = 50_000;
const FOLDERS = 250;
const FILM = 'Zzyzx Road (2006)';
const PER_SECOND = 200;
const SECONDS = 10;

const WORDS = (
  'red blue dark night day house love war man woman last first dead king queen star city lost ' +
  'great little big game life blood black white river stone fire ice moon sun'
).split(' ');

/** From one letter to what nothing is called. */
const TYPED = [
  ...['d', 'da', 'dar', 'dark', 'dark night', 'dark night 7', 'queen star', '1987'],
  ...['ight', '夜', 'nigth', 'bloood rivre', 'xqzw'],
];

/** Files of a few bytes whose names are titles, and a film. */
const fill = (library: string): void => {
  const next = seededInts(50);
  for (let n = 0; n < TITLES; n++) {
    const folder = join(library, String(n % FOLDERS));
    if (n < FOLDERS) mkdirSync(folder, { recursive: true });
    const words = Array.from({ length: 2 + next(3) }, () => WORDS[next(WORDS.length)]);
    const title = `${words.join(' ')} ${n.toString(36)} (${1950 + next(70)})`;
    writeFileSync(join(folder, `${title}.mkv`), String(n));
  }
  copyFileSync(film(), join(library, `${FILM}.mp4`));
};

const json = async (url: string): Promise<unknown> => (await fetch(url)).json();

/** Seconds without work after which there is none: between two kinds of it there is a moment. */
const QUIET = 3;

/** When all is found, what can be looked into was, and the index for searches is made. */
const settled = async (api: string): Promise<void> => {
  for (let quiet = 0; quiet < QUIET; ) {
    const scan = (await json(`${api}/scan`)) as { phase: string; last: string | null };
    quiet = scan.phase === 'idle' && scan.last !== null ? quiet + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  await json(`${api}/shows?search=dark`);
};

/** Addresses of all segments that are made of the film. */
const segmentsOf = async (api: string): Promise<string[]> => {
  const [found] = (await json(`${api}/shows?search=zzyzx`)) as { video_id: string }[];
  const video = `${api}/video/${found?.video_id}`;
  const { renditions } = (await json(video)) as { renditions: { name: string; kind: string }[] };
  const made = renditions.filter(({ kind }) => kind === 'transcode');
  const lists = made.map(async ({ name }) => {
    const list = `${video}/${name}/stream.m3u8`;
    const lines = (await (await fetch(list)).text()).split('\n');
    return lines.filter((line) => /^[^#]/.test(line)).map((uri) => String(new URL(uri, list)));
  });
  return (await Promise.all(lists)).flat();
};

/** Makes one after the other, none twice, until it is told to end. */
const making = (segments: Iterator<string>): (() => Promise<void>) => {
  let isOn = true;
  const run = async (): Promise<void> => {
    while (isOn) {
      const { done, value } = segments.next();
      if (done) throw new Error('all segments are made; ask for fewer rounds');
      await (await fetch(value)).arrayBuffer();
    }
  };
  const running = run();
  return () => {
    isOn = false;
    return running;
  };
};

const ask = async (server: Fresh, paths: readonly string[]): Promise<Measured> => {
  await loopDelay(server);
  const { latency, non2xx, requests } = await autocannon({
    url: server.url,
    connections: 10,
    overallRate: PER_SECOND,
    duration: SECONDS,
    requests: paths.map((path) => ({ path })),
  });
  if (non2xx > 0) throw new Error(`${non2xx} of ${requests.total} failed`);
  const { p50: medianMs, p99: p99Ms } = latency;
  const sample = { medianMs, p99Ms, perSecond: requests.average, ...(await loopDelay(server)) };
  const command = `autocannon -c 10 -R ${PER_SECOND} -d ${SECONDS}`;
  return { command: `${command} ${paths[0]}`, sample };
};

const CLAIMS: readonly Claim[] = [
  { variant: 'while segments are made', metric: 'p99Ms', atMost: 3 },
  ...['alone', 'while segments are made'].map((variant) => {
    return { variant, metric: 'stallMs', atMost: 20, of: 'value' } as const;
  }),
];

export const search: Case = async (scratch) => {
  const library = join(scratch, 'titles');
  fill(library);
  const server = await freshServer(scratch, library);
  const api = `${server.url}/api/v1`;
  await settled(api);
  const segments = (await segmentsOf(api)).values();
  const shows = '/api/v1/shows';
  const asked = {
    'as people type': TYPED.map((text) => `${shows}?search=${encodeURIComponent(text)}`),
    'pages of 50': [`${shows}?limit=50`, `${shows}?limit=50&sort=added`],
  };
  return Object.entries(asked).map(([name, paths]) => ({
    name: `${TITLES} titles, ${name}`,
    files: [],
    baseline: 'alone',
    variants: {
      alone: () => ask(server, paths),
      'while segments are made': async () => {
        const stop = making(segments);
        try {
          return await ask(server, paths);
        } finally {
          await stop();
        }
      },
    },
    claims: CLAIMS,
  }));
};
