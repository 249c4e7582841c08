/** Speaks haema's API with fixed media, and fails on demand: for tests of the page alone. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { assetType } from '../../src/http/content-types.ts';
import {
  type FixtureRendition,
  hlsFixture,
  mediaPlaylist,
  PICTURES,
  SECONDS,
  SOUNDS,
} from './hls-fixture.ts';
import { cardOf, nextOf, type StubShow, seriesOf, show, videoId } from './stub-shows.ts';
import { StubWatching } from './stub-watching.ts';

/** What the page needs to be allowed, and no more. */
export const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
  "connect-src 'self'; media-src 'self' blob: data:; base-uri 'none'; form-action 'none'";

export { VIDEO_ID } from './stub-shows.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.m3u8': 'application/vnd.apple.mpegurl',
  '.m4s': 'video/iso.segment',
  '.mp4': 'video/mp4',
  '.ts': 'video/mp2t',
};

const IDLE = {
  ...{ phase: 'idle', found: 0, probed: 0, failed: 0, left: 0, rate: 0, eta: null },
  ...{ offline: [], last: null },
};

interface Fault {
  readonly pattern: RegExp;
  readonly status: number;
  readonly code: string;
  left: number;
}

/** There may be thousands of them. */
interface Made {
  readonly titles: readonly string[];
  readonly series: string | null;
  readonly shows: readonly StubShow[];
}

export class StubServer {
  /** Paths and queries, in the order in which they came. */
  readonly requests: string[] = [];
  readonly watching = new StubWatching();
  titles: readonly string[] = ['Big Buck Bunny'];
  /** The title of a series that all titles are episodes of, two a season. */
  series: string | null = null;
  /** Whether what there is is offered as it is, too: as no browser plays it, and as all do. */
  copies = false;
  /** How far the look through the folders is. */
  scan: object = IDLE;
  private made: Made = { titles: [], series: null, shows: [] };
  private version = 'a';
  private faults: Fault[] = [];
  private readonly page: ReadonlyMap<string, Buffer>;
  private readonly server: Server;

  constructor(page: ReadonlyMap<string, Buffer>) {
    this.page = page;
    this.server = createServer((request, response) => {
      const path = request.url ?? '/';
      this.requests.push(path);
      if (request.method === 'GET') this.answer(new URL(path, 'http://stub'), response);
      else void this.write(path, request, response);
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
  }

  /** From now on what was handed out before is out of date. */
  changeFile(): void {
    this.version += 'a';
  }

  /** The next `times` requests of such paths fail like this; status 0: cut without an answer. */
  fail(pattern: RegExp, status: number, code: string, times = Number.POSITIVE_INFINITY): void {
    this.faults.push({ pattern, status, code, left: times });
  }

  heal(): void {
    this.faults = [];
    this.scan = IDLE;
  }

  private async write(path: string, request: IncomingMessage, response: ServerResponse) {
    const told = await text(request);
    const body: unknown = told === '' ? null : JSON.parse(told);
    json(response, this.watching.add({ method: request.method ?? '', path, body }));
  }

  private answer(url: URL, response: ServerResponse): void {
    response.setHeader('Content-Security-Policy', CSP);
    const fault = this.faults.find(({ pattern, left }) => left > 0 && pattern.test(url.pathname));
    if (fault !== undefined) {
      fault.left--;
      if (fault.status === 0) response.destroy();
      else problem(response, fault.status, fault.code);
    } else if (url.pathname.startsWith('/api/v1/')) {
      this.api(url, response);
    } else {
      this.file(url.pathname, response);
    }
  }

  private file(path: string, response: ServerResponse): void {
    const isPage = path === '/' || path.startsWith('/watch/');
    const name = isPage ? 'index.html' : path.slice(1);
    const file = this.page.get(name);
    if (file === undefined) problem(response, 404, 'not_found');
    else response.setHeader('Content-Type', assetType(name)).end(file);
  }

  private api(url: URL, response: ServerResponse): void {
    const [resource, id, name, file] = url.pathname.slice('/api/v1/'.length).split('/');
    if (resource === 'continue') json(response, { continue: this.watching.toContinue });
    else if (resource === 'shows') this.shows(url, response);
    else if (resource === 'cards') this.cards(url, response);
    else if (resource === 'profiles') json(response, { profiles: this.watching.profiles });
    else if (resource === 'scan') json(response, this.scan);
    else if (resource === 'image') picture(response);
    else if (resource !== 'video' || id === undefined) problem(response, 404, 'not_found');
    else if (!this.titles.some((_, index) => videoId(index) === id)) {
      problem(response, 404, 'not_found');
    } else if (name === undefined) json(response, video(id, this.titles));
    else if (name === 'trickplay') tiles(file ?? '', response);
    else if (name === 'progress') json(response, this.watching.progress(id));
    else if (name === 'master.m3u8') playlist(response, master(url, this.copies));
    else this.media(url, name, file ?? '', response);
  }

  private get all(): readonly StubShow[] {
    const { series, titles } = this;
    if (titles !== this.made.titles || series !== this.made.series) {
      const films = titles.map(show);
      const shows = series === null ? films : [seriesOf(series, films)];
      this.made = { titles, series, shows };
    }
    return this.made.shows;
  }

  private shows(url: URL, response: ServerResponse): void {
    const [id, what] = url.pathname.slice('/api/v1/shows/'.length).split('/');
    const { watching } = this;
    const found = this.all.find(({ info }) => info.id === id);
    if (found === undefined) problem(response, 404, 'not_found');
    else if (what === 'watched') json(response, { progress: watching.seen });
    else if (what === 'next') json(response, nextOf(found, watching.next));
    else json(response, found);
  }

  /** A page of them; the search takes no heed of case and accents, as the real one. */
  private cards(url: URL, response: ServerResponse): void {
    const query = (name: string): string => url.searchParams.get(name) ?? '';
    const search = plain(query('search'));
    const kind = query('kind');
    const found = this.all.filter(
      (it) => plain(it.info.title).includes(search) && (kind === '' || it.kind === kind),
    );
    const from = Number(query('offset'));
    const cards = found.slice(from, from + Number(query('limit'))).map((it) => cardOf(it));
    json(response, { total: found.length, next: null, cards });
  }

  private media(url: URL, rendition: string, file: string, response: ServerResponse): void {
    const isTs = file.endsWith('.ts') || (file === 'stream.m3u8' && !url.search.includes('fmp4'));
    const folder = isTs ? 'ts' : (COPIED[rendition] ?? rendition);
    if (file === 'stream.m3u8') {
      playlist(response, mediaPlaylist(folder, this.version));
    } else if (url.searchParams.get('v') !== this.version) {
      problem(response, 410, 'stale_playlist');
    } else {
      const type = TYPES[extname(file)] ?? 'application/octet-stream';
      response.setHeader('Content-Type', type);
      response.end(readFileSync(join(hlsFixture(), folder, file)));
    }
  }
}

const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

const json = (response: ServerResponse, body: unknown): void => {
  response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
};

const playlist = (response: ServerResponse, text: string): void => {
  response.setHeader('Content-Type', TYPES['.m3u8'] ?? '').end(text);
};

const picture = (response: ServerResponse): void => {
  response.setHeader('Content-Type', 'image/svg+xml');
  response.end('<svg xmlns="http://www.w3.org/2000/svg" width="16" height="9"/>');
};

/** A tile for each half of the video, on a sheet of its own. */
const tiles = (file: string, response: ServerResponse): void => {
  if (file !== 'tiles.vtt') picture(response);
  else {
    const cue = (from: number, to: number, tile: string): string =>
      `00:${from}.000 --> 00:${to}.000\n${tile},160,90\n`;
    const cues = [cue(10, 30, '0.jpg?v=a#xywh=0,0'), cue(30, 59, '1.jpg?v=a#xywh=160,90')];
    response.setHeader('Content-Type', 'text/vtt').end(['WEBVTT\n', ...cues].join('\n'));
  }
};

const problem = (response: ServerResponse, status: number, code: string): void => {
  const body = { type: 'about:blank', title: code, status, code, detail: `it is ${code}` };
  response.statusCode = status;
  response.setHeader('Content-Type', 'application/problem+json');
  response.setHeader('Cache-Control', 'no-store').end(JSON.stringify(body));
};

const video = (id: string, titles: readonly string[]): object => ({
  video_id: id,
  title: titles.find((_, index) => videoId(index) === id),
  duration: SECONDS,
  streams: [
    { index: 0, kind: 'video' },
    { index: 1, kind: 'audio' },
  ],
  chapters: [
    { start: 0, end: 20, title: 'Morning' },
    { start: 20, end: 45, title: 'Noon' },
    { start: 45, end: SECONDS, title: null },
  ],
  renditions: [],
  audio_tracks: [
    { track: 1, rendition: 'audio_aac', name: 'English', language: 'en', default: true },
    { track: 2, rendition: 'audio2_aac', name: 'Deutsch', language: 'de', default: false },
  ],
  subtitle_tracks: [],
});

/** Where the media of copies lie. */
const COPIED: Readonly<Record<string, string>> = {
  source_h264: '360p_h264',
  audio1_source: 'audio_aac',
  audio2_source: 'audio2_aac',
};

/** Of which codec, and in which group. */
const SOUND_GROUPS = [
  { codec: 'ac-3', group: 'source-ac3', names: ['audio1_source'] },
  { codec: 'mp4a.40.2', group: 'source-aac', names: ['audio1_source', 'audio2_source'] },
  { codec: 'mp4a.40.2', group: 'aac', names: Object.keys(SOUNDS) },
];

const master = (url: URL, copies: boolean): string => {
  const fmp4 = url.searchParams.get('container') === 'fmp4';
  const query = fmp4 ? '?container=fmp4' : '';
  const groups = fmp4 ? SOUND_GROUPS.filter(({ group }) => copies || group === 'aac') : [];
  const lines = ['#EXTM3U', '#EXT-X-VERSION:7'];
  for (const { group, names } of groups) {
    for (const [index, name] of names.entries()) lines.push(soundLine(group, index, name + query));
  }
  for (const [name, { width, height, bandwidth }] of picturesOf(copies)) {
    const codec = name === 'source_hevc' ? 'hvc1.4.10.L186.B0' : 'avc1.42c01e';
    for (const [at, sound] of (fmp4 ? groups : [null]).entries()) {
      lines.push(
        `#EXT-X-STREAM-INF:BANDWIDTH=${bandwidth + at},RESOLUTION=${width}x${height},` +
          `CODECS="${codec},${sound?.codec ?? 'mp4a.40.2'}",FRAME-RATE=24.000` +
          (sound === null ? '' : `,AUDIO="${sound.group}"`),
        `${name}/stream.m3u8${query}`,
      );
    }
  }
  return `${lines.join('\n')}\n`;
};

const picturesOf = (copies: boolean): [string, FixtureRendition][] => {
  const made = Object.entries(PICTURES);
  const original = { width: 640, height: 360, bandwidth: 700_000 };
  const as = (name: string): [string, FixtureRendition] => [name, original];
  return copies ? [as('source_hevc'), as('source_h264'), ...made] : made;
};

const soundLine = (group: string, index: number, address: string): string => {
  const [title, language] = index === 0 ? ['English', 'en'] : ['Deutsch', 'de'];
  const chosen = index === 0 ? 'YES' : 'NO';
  const [name, query] = address.split('?');
  return (
    `#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="${group}",NAME="${title}",LANGUAGE="${language}",` +
    `DEFAULT=${chosen},AUTOSELECT=YES,CHANNELS="1",URI="${name}/stream.m3u8?${query}"`
  );
};
