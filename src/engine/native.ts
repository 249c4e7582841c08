/** The one place that knows what the addon can do. */
import { hash } from 'node:crypto';
import { HaemaError } from '../core/errors.ts';
import { isPackaged } from '../parts/assets.ts';
import { engineBytes, fontsBytes, loadEngine } from '../parts/natives.ts';
import type { Inspection, InspectRequest } from './inspection.ts';
import type { Picture, PictureRequest } from './pictures.ts';
import type {
  AttachmentRequest,
  CueScan,
  CueScanRequest,
  Cues,
  CuesRequest,
  DiscTrack,
} from './subtitles.ts';
import type {
  CopyInitRequest,
  CutFacts,
  CutRequest,
  CutScan,
  CutScanRequest,
  EngineCounters,
  InitRequest,
  Probe,
  Segment,
  SegmentRequest,
  SourceRef,
} from './types.ts';

/** A call that runs on the engine's own threads. */
export interface NativeJob<T> {
  readonly promise: Promise<T>;
  readonly cancel: () => void;
  /** Grows as long as the job gets on. */
  readonly steps: () => number;
}

/** How a child has ended. */
export interface Ending {
  readonly code: number;
  /** 0 when it has ended by itself. */
  readonly signal: number;
  /** It was killed because what it sent was no message. */
  readonly broke: boolean;
}

/** Gets each message; last of all, without a text, how the child on the other side has ended. */
export type Receive = (text: string | null, rest: Uint8Array | Ending | null) => void;

/** One end of the line between the server and an engine child. */
export interface NativeLine {
  /** Of the child; null in the child itself. */
  readonly pid: number | null;
  /**
   * To one that is gone, too: then the end is heard in a moment.
   * @throws with code BUSY when the child does not read, ENGINE_FAILED when it cannot be sent
   */
  send(text: string, bytes: Uint8Array | null): void;
  kill(): void;
  /** The line no longer keeps the process. */
  unref(): void;
}

export interface ChildCommand {
  readonly file: string;
  readonly args: readonly string[];
  /** NAME=value; the whole environment. */
  readonly env: readonly string[];
  /** All that it may open; null: whatever the server may. */
  readonly readable: Readable | null;
}

/** Files and folders. What the kernel refuses leaves its child without them. */
export interface Readable {
  /** On disks that answer. */
  readonly programs: readonly string[];
  readonly folders: readonly string[];
}

/** What this process tried to open, and the kernel refused to it. */
export interface RefusedOpen {
  /** As it was said, cut where it is very long. */
  readonly path: string;
  /** It was to be made, changed or emptied. */
  readonly writes: boolean;
}

export interface FolderLook {
  /** errno: ETIMEDOUT when it has not answered; 0: it can be listed and entered. */
  readonly error: number;
  /** Without links, where there is no error. */
  readonly path: string;
}

export interface NativeEngine {
  /** Versions of the libraries, and the instruction sets that they use here. */
  readonly libraries: string;
  /** What idle inputs and decoders may take of this machine's memory, in bytes. */
  readonly memoryShare: number;
  probe(source: SourceRef): NativeJob<Probe>;
  segment(request: SegmentRequest): NativeJob<Segment>;
  init(request: InitRequest): NativeJob<Buffer>;
  cuts(request: CutRequest): NativeJob<CutFacts>;
  scanCuts(request: CutScanRequest): NativeJob<CutScan>;
  copyInit(request: CopyInitRequest): NativeJob<Buffer>;
  inspect(request: InspectRequest): NativeJob<Inspection>;
  picture(request: PictureRequest): NativeJob<Picture>;
  cues(request: CuesRequest): NativeJob<Cues | null>;
  cueScan(request: CueScanRequest): NativeJob<CueScan>;
  /** Of UTF-8, its lines ended by `\n`; `suffix` in lower case, with its dot. */
  subtitleFile(text: Uint8Array, suffix: string): NativeJob<Cues>;
  attachment(request: AttachmentRequest): NativeJob<Buffer>;
  discTracks(index: SourceRef): NativeJob<readonly DiscTrack[]>;
  counters(): EngineCounters;
  setPoolLimit(bytes: number): void;
  /** Starts a child, which finds the other end of the line by connect(). */
  launch(command: ChildCommand, receive: Receive): NativeLine;
  connect(receive: Receive): NativeLine;
  /** Looks at each by another process, all at a time, and waits for them here. */
  lookAtFolders(paths: readonly string[], patienceMs: number): FolderLook[];
  /**
   * For this process, for ever: no program, process or connection comes to be. Who tries is killed.
   * What it is refused to open is kept for takeRefusals(). False where the kernel cannot.
   */
  confineCalls(): boolean;
  /** Since it was asked last, after confineCalls(). See native/sys/refusals.h. */
  takeRefusals(): RefusedOpen[];
  /** Whether this process may not open all that its user may. */
  areFilesConfined(): boolean;
  /** Ends this process at once, whatever its threads wait for. */
  exitNow(code: number): never;
  /** See native/sys/faults.h. */
  obeyFaultSignals(): void;
}

export const loadNative = (): NativeEngine => {
  try {
    return loadEngine() as NativeEngine;
  } catch (cause) {
    const message = isPackaged
      ? 'the engine cannot be loaded; see haema doctor'
      : 'the engine is not built; run ./scripts/setup.sh';
    throw new HaemaError('ENGINE_FAILED', message, { cause });
  }
};

/** Names everything besides its input that the engine's output depends on. */
export const buildOf = ({ libraries }: NativeEngine): string =>
  hash('sha256', Buffer.concat([engineBytes(), fontsBytes(), Buffer.from(libraries)]));
