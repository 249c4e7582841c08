/** A title whose streams can be copied, without an engine that could. */
import { HaemaError } from '../../src/core/errors.ts';
import { SILENT } from '../../src/core/log.ts';
import type {
  CopyInitRequest,
  CutFacts,
  CutRequest,
  CutScan,
  CutScanRequest,
  Engine,
  FileVersion,
  Probe,
} from '../../src/engine/types.ts';
import type { CopyFacts } from '../../src/library/copy-codec.ts';
import { Inits } from '../../src/stream/inits.ts';
import { PlaylistService } from '../../src/stream/playlist-service.ts';
import { DEFAULT_SETTINGS } from '../../src/stream/title.ts';
import { Titles } from '../../src/stream/titles.ts';
import { fakeAudio, fakeProbe, fakeVideo } from './fake-probe.ts';

export const ID = 'aaaaaaaaaaaaaaaa';

const S = 90_000;
const SECONDS = Array.from({ length: 15 }, (_, at) => at * 4);

/** A minute with a key frame every four seconds. */
export const indexedProbe = (changes: Partial<Probe> = {}): Probe =>
  fakeProbe({
    index: {
      from: 'mov',
      keyframes: Float64Array.from(SECONDS, (it) => it * S),
      seeks: Float64Array.from(SECONDS, (it) => it * 1000),
      frames: new Float64Array(),
    },
    ...changes,
  });

/** Film of another codec, with sound of several. */
export const filmOf = (codec: string, sounds: readonly Partial<typeof fakeAudio>[]): Probe =>
  indexedProbe({
    streams: [
      { ...fakeVideo, codec, sampleAspect: { num: 16, den: 15 }, width: 720, height: 576 },
      ...sounds.map((changes, at) => ({ ...fakeAudio, index: at + 1, ...changes })),
    ],
    audio: sounds.length > 0 ? 1 : null,
  });

export const closedCuts = (times: Float64Array): CutFacts => ({
  refusal: null,
  codecs: 'avc1.640028',
  supplemental: null,
  videoRange: 'SDR',
  width: 720,
  height: 576,
  kinds: new Uint8Array(times.length),
  sizes: new Float64Array(times.length).fill(1_000_000),
});

interface FakeOptions {
  readonly probe: Probe;
  /** Nothing is known of the cuts until it has told. */
  readonly cuts?: (request: CutRequest, signal?: AbortSignal) => Promise<CutFacts>;
  readonly scanCuts?: (request: CutScanRequest, signal?: AbortSignal) => Promise<CutScan>;
  readonly copyInit?: (request: CopyInitRequest) => Promise<Buffer>;
  /** Of `a.idx` and `a.sub` beside it; absent: they cannot be looked at. */
  readonly disc?: () => FileVersion;
  /** Of `a.idx`; absent: it has none. */
  readonly discTracks?: Engine['discTracks'];
}

const none = (): never => {
  throw new HaemaError('SOURCE_MISSING', 'there is no such file');
};

const trackless = (): never => {
  throw new HaemaError('MEDIA_INVALID', 'there are no subtitles in it');
};

/** With the configuration of AAC-LC in it. */
export const AAC_INIT = Buffer.concat([
  Buffer.from('esds'),
  Buffer.from([0, 0, 0, 0, 3, 30, 0, 1, 0, 4, 20, 0x40, 0x15, ...new Array(11).fill(0)]),
  Buffer.from([5, 2, 0x11, 0x90, 0]),
]);

/** Playlists of such a title, and what was kept of it. */
export const fakeTitles = (options: FakeOptions) => {
  const { probe, cuts, scanCuts, copyInit, disc, discTracks } = options;
  const kept = new Map<string, CopyFacts>();
  const engine = {
    build: 'test',
    probe: async () => probe,
    init: async () => Buffer.from('avcC\x01\x64\x00\x15', 'latin1'),
    cuts: cuts ?? (async ({ times }: CutRequest) => closedCuts(times)),
    scanCuts,
    discTracks: discTracks ?? trackless,
    copyInit: copyInit ?? (async () => AAC_INIT),
  } as unknown as Engine;
  const make = (build = 'test') =>
    new Titles({
      engine,
      files: {
        source: () => ({ root: '/', path: 'a.mkv' }),
        version: async ({ path }) => (path === 'a.mkv' ? probe.version : (disc?.() ?? none())),
        keepHash: () => undefined,
        drawable: () => [
          {
            id: 'sdisc',
            index: { root: '/', path: 'a.idx' },
            pictures: { root: '/', path: 'a.sub' },
          },
        ],
        refusal: () => null,
        knownHash: () => 'hash',
        sampledHash: async () => 'hash',
      },
      facts: {
        load: async () => probe,
        save: async () => undefined,
        loadCopies: async (_id, _version, by) => kept.get(by) ?? null,
        saveCopies: async (_id, _version, by, facts) => void kept.set(by, facts),
      },
      settings: DEFAULT_SETTINGS,
      build,
      log: SILENT,
    });
  const titles = make();
  const inits = new Inits(engine);
  return { engine, titles, inits, kept, make, playlists: new PlaylistService(titles, inits) };
};
