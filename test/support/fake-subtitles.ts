/** A title with two tracks of text, and an engine that tells of them when it is told to. */
import { memoryCache } from '../../src/cache/memory-cache.ts';
import { SILENT } from '../../src/core/log.ts';
import type {
  Cue,
  CueScan,
  CueScanRequest,
  Cues,
  CuesRequest,
  Sidecar,
  SidecarRequest,
} from '../../src/engine/subtitles.ts';
import type { FileTraits, SubtitleStream } from '../../src/engine/types.ts';
import type { TrackCues } from '../../src/library/cue-codec.ts';
import type { SidecarFile } from '../../src/library/local/sidecars.ts';
import { Scheduler, schedulerOptions } from '../../src/stream/scheduler.ts';
import { Embedded } from '../../src/stream/subtitles/embedded.ts';
import { Readings } from '../../src/stream/subtitles/readings.ts';
import { Sidecars } from '../../src/stream/subtitles/sidecars.ts';
import { Subtitles } from '../../src/stream/subtitles/subtitles.ts';
import { fakeTitles, indexedProbe } from './fake-copies.ts';
import { fakeAudio, fakeVideo } from './fake-probe.ts';

const S = 90_000;

export const subtitle = (index: number, changes: Partial<SubtitleStream> = {}): SubtitleStream => ({
  ...{ kind: 'subtitle', index, codec: 'subrip', profile: null, language: null, title: null },
  ...{ dispositions: [], bitRate: null },
  ...changes,
});

/** Two minutes, with English and German text. */
export const subtitledProbe = indexedProbe({
  duration: 120 * S,
  streams: [
    fakeVideo,
    fakeAudio,
    subtitle(2, { language: 'eng' }),
    subtitle(3, { language: 'ger', dispositions: ['forced'] }),
    subtitle(4, { codec: 'hdmv_pgs_subtitle' }),
  ],
});

/** A line from one second to another. */
export const line = (from: number, to: number, text = `${from}`): Cue => ({
  ...{ start: from * S, end: to * S, style: 'Default', layer: 0, text },
});

export const cuesOf = (...cues: Cue[]): Cues => ({ header: '', cues, isCut: false, bytesRead: 0 });

interface FakeOptions {
  readonly cues?: (request: CuesRequest, signal?: AbortSignal) => Promise<Cues | null>;
  readonly cueScan?: (request: CueScanRequest, signal?: AbortSignal) => Promise<CueScan>;
  readonly sidecar?: (request: SidecarRequest) => Promise<Sidecar>;
  readonly kept?: Map<string, readonly TrackCues[]>;
  readonly nowMs?: () => number;
  /** Files beside the video. */
  readonly beside?: readonly SidecarFile[];
  readonly traits?: () => Promise<FileTraits>;
}

export const fakeSubtitles = (options: FakeOptions = {}) => {
  const { kept = new Map<string, readonly TrackCues[]>(), nowMs } = options;
  const { engine, titles, inits, make } = fakeTitles({ probe: subtitledProbe });
  const none = async (): Promise<never> => {
    throw new Error('nobody asks for this');
  };
  const own = { ...engine, cues: none, cueScan: none, sidecar: none, ...options };
  const readings = new Readings({
    engine: own,
    known: {
      load: async (videoId) => kept.get(videoId) ?? null,
      save: async (videoId, _version, tracks) => void kept.set(videoId, tracks),
    },
    log: SILENT,
    ...(nowMs && { nowMs }),
  });
  const scheduler = new Scheduler(schedulerOptions(2));
  const embedded = new Embedded({ engine: own, scheduler, readings, log: SILENT, patienceMs: 50 });
  const memory = memoryCache(1_000_000);
  const { beside = [] } = options;
  const library = {
    sidecars: () => [...beside],
    besideFile: ({ path }: SidecarFile['place']) => ({ root: '/', path }),
  };
  const sidecars = new Sidecars({ engine: own, library, log: SILENT });
  const subtitles = new Subtitles({ engine: own, titles, embedded, sidecars, memory });
  return { subtitles, readings, titles, inits, kept, make };
};
