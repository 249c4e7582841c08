/** Services with known answers for tests of the routes. */
import assert from 'node:assert/strict';
import { HaemaError } from '../../src/core/errors.ts';
import type { Log } from '../../src/core/log.ts';
import { createHandler, type Handler, type HandlerOptions } from '../../src/http/handler.ts';
import type { Request } from '../../src/http/request.ts';
import { HEADERS } from '../../src/http/request.ts';
import type { Client } from '../../src/http/route.ts';
import { allRoutes, type Services } from '../../src/http/routes/routes.ts';
import type { SegmentQuery, ServedSegment } from '../../src/stream/segment-service.ts';
import type { ShowJson } from '../../src/stream/show-json.ts';

export const VIDEO = 'abcdefghijklmnop';

export const SHOW: ShowJson = {
  kind: 'movie',
  info: {
    id: VIDEO,
    title: 'A film',
    sort_title: 'film',
    year: 1999,
    added: '2026-01-01T00:00:00.000Z',
    ids: {},
    plot: null,
    thumbnail: `/api/v1/image/${VIDEO}/thumbnail`,
    banner: `/api/v1/image/${VIDEO}/banner`,
    poster: `/api/v1/image/${VIDEO}/poster`,
  },
  video_id: VIDEO,
  duration: 12.5,
  format: null,
  offline: false,
  versions: [],
  extras: [],
};

const DETAILS: Awaited<ReturnType<Services['catalog']['video']>> = {
  video_id: VIDEO,
  title: 'A film',
  size: 1000,
  modified: '2026-01-01T00:00:00.000Z',
  container: 'matroska,webm',
  duration: 12.5,
  streams: [],
  chapters: [],
  renditions: [],
  audio_tracks: [],
  subtitle_tracks: [],
  fonts: [],
  trickplay: null,
};

export const ENGINE = {
  processes: 2,
  restarts: 0,
  abandoned: 0,
  trespasses: 0,
  jobs: { running: 1, waiting: 0 },
} as const;

export const PLAYLIST_TEXT = '#EXTM3U\n'.repeat(500);

/** Bytes that tell their place. */
export const patterned = (size: number): Buffer =>
  Buffer.from(Uint8Array.from({ length: size }, (_, index) => (index * 7 + (index >> 8)) & 255));

export interface Entry {
  readonly level: string;
  readonly fields: Record<string, unknown>;
  readonly message: string;
}

export const recordingLog = (): Log & { readonly entries: Entry[] } => {
  const entries: Entry[] = [];
  const at = (level: string) => (fields: object, message: string) => {
    entries.push({ level, fields: { ...fields }, message });
  };
  return { entries, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
};

export const known = (videoId: string): void => {
  if (videoId !== VIDEO) throw new HaemaError('NOT_FOUND', 'there is no such video');
};

export const segmentOf = (data: Buffer): ServedSegment => ({
  data,
  rest: null,
  tag: 'v1-0',
  timing: [{ name: 'cache', ms: 0 }],
});

const SCAN = {
  ...{ phase: 'idle' as const, found: 1, probed: 1, failed: 0, left: 0, rate: 0, eta: null },
  offline: [],
  roots: [{ name: 'films', state: 'online' as const }],
  last: '2026-01-01T00:00:00.000Z',
};

const PROFILE = { profileId: 'default', name: 'Everyone', createdMs: 0 };

const placeOf = (videoId: string, position: number) => ({
  video_id: videoId,
  position,
  duration: null,
  watched: false,
  resume: position,
  updated: null,
});

const WATCH: Services['watch'] = {
  progress: async (_profile, id) => {
    known(id);
    return placeOf(id, 0);
  },
  report: async (_profile, id, { position }) => placeOf(id, position),
  forget: async (_profile, id) => placeOf(id, 0),
};

const WATCH_LISTS: Services['watchLists'] = {
  toContinue: async () => ({ continue: [] }),
  seen: async () => new Map(),
  next: async () => assert.fail(),
  watched: async () => ({ history: [], next: null }),
  ofShow: async () => ({ progress: [] }),
  mark: async () => ({ progress: [] }),
};

const PROFILES: Services['profiles'] = {
  list: () => [PROFILE],
  find: () => PROFILE,
  chosen: (named, remembered) => named ?? remembered ?? PROFILE.profileId,
  add: (name) => ({ ...PROFILE, name }),
  rename: (profileId, name) => ({ ...PROFILE, profileId, name }),
  remove: () => undefined,
};

const IMAGES: Services['images'] = {
  get: async ({ id, kind, width }) => {
    known(id);
    return { data: patterned(100), tag: `${kind}-${width}` };
  },
};

const TRICKPLAY: Services['trickplay'] = {
  playlist: async () => '#EXTM3U\n',
  track: async () => 'WEBVTT\n',
  sheet: async ({ sheet }) => ({ data: patterned(100), tag: `v-${sheet}` }),
};

const SUBTITLES: Services['subtitles'] = {
  playlist: async () => '#EXTM3U\n',
  segment: async ({ version, index }) => ({ text: 'WEBVTT\n', tag: index > 0 ? null : version }),
  whole: async ({ format }) => ({ text: 'text\n', tag: format }),
};

const METRICS = { type: 'text/plain; charset=utf-8', text: async () => 'haema_info 1\n' };

/** What was built of the page. */
const PAGE = new Map([
  ['index.html', Buffer.from('<!doctype html>')],
  ['manifest.webmanifest', Buffer.from('{}')],
  ['assets/icon.0a.png', Buffer.alloc(3000)],
  ['assets/main.0a.js', Buffer.alloc(3000, 'x')],
  ['assets/api.0A.css', Buffer.from('')],
]);

/** `overrides` replace whole services. */
export const fakeServices = (overrides: Partial<Services> = {}): Services => ({
  engine: { now: () => ({ ...ENGINE, children: [], benched: [] }) },
  ...{ metrics: METRICS, readiness: () => null },
  catalog: {
    shows: async () => ({ shows: [SHOW], cursor: 'next', total: 2 }),
    cards: async () => ({ cards: [], cursor: null, total: 0 }),
    show: async (id) => {
      known(id);
      return SHOW;
    },
    title: (id) => {
      known(id);
      return 'A film\r\nhttp://elsewhere/';
    },
    video: async (id) => {
      known(id);
      return { ...DETAILS, video_id: id };
    },
    original: async () => {
      throw new HaemaError('SOURCE_MISSING', 'the file is not there any more');
    },
  },
  playlists: {
    master: async ({ videoId }) => {
      known(videoId);
      return '#EXTM3U\n';
    },
    media: async () => PLAYLIST_TEXT,
  },
  segments: {
    getNow: ({ version }: SegmentQuery) => (version === 'now' ? segmentOf(patterned(1000)) : null),
    get: async ({ version }: SegmentQuery) => {
      if (version === 'old') throw new HaemaError('STALE_PLAYLIST', 'the playlist is old');
      return segmentOf(patterned(1000));
    },
  },
  ...{ images: IMAGES, subtitles: SUBTITLES },
  fonts: { get: async () => ({ data: patterned(10), type: 'font/ttf', tag: 'v' }) },
  trickplay: TRICKPLAY,
  scan: { now: () => SCAN, begin: () => ({ ...SCAN, phase: 'listing' }) },
  events: { listen: () => () => undefined },
  watch: WATCH,
  watchLists: WATCH_LISTS,
  profiles: PROFILES,
  page: PAGE,
  ...overrides,
});

export const fakeHandler = (
  services: Partial<Services> = {},
  options: Partial<HandlerOptions> = {},
): Handler =>
  createHandler({
    routes: allRoutes(fakeServices(services)),
    hosts: { hostname: 'box.example.org', allowed: [] },
    corsOrigins: [],
    log: recordingLog(),
    ...options,
  });

/** One that stays and sends this. */
export const clientSending = (body: string): Client => ({
  signal: new AbortController().signal,
  body: async () => Buffer.from(body),
});

/** A request as the server would hand it on. */
export const request = (
  target: string,
  headers: Partial<Request['headers']> = {},
  method = 'GET',
): Request => {
  const [path = '', query = ''] = target.split('?');
  const none = Object.fromEntries(HEADERS.map((name) => [name, '']));
  const all = { ...none, host: '127.0.0.1:8080', ...headers } as Request['headers'];
  return { method, path, query, headers: all, address: '127.0.0.1' };
};
