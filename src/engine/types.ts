/**
 * The native calls: plain data in, plain data or bytes out, so that they can cross a process
 * boundary as messages. Times are Ticks from presentation zero unless a field says otherwise.
 */
import type { Rational } from '../core/rational.ts';
import type { ColourFacts, SoundRecipe, WholePictureRecipe } from '../core/recipes.ts';
import type { Ticks } from '../core/ticks.ts';
import type { Listing } from './files/listing.ts';
import type { Inspection, InspectRequest } from './inspection.ts';
import type { Picture, PictureRequest } from './pictures.ts';
import type { EngineStatus } from './status.ts';
import type { AttachmentFacts, SubtitleCalls } from './subtitles.ts';
import type { TimePiece } from './time-piece.ts';

/** What must be equal for two openings of a path to be the same file version. */
export interface FileVersion {
  readonly size: number;
  /** Modification time in whole microseconds since 1970. */
  readonly mtimeUs: number;
}

/**
 * A file beneath a library root. Opened with openat2(RESOLVE_BENEATH): a link that leaves the root
 * is refused.
 */
export interface SourceRef {
  readonly root: string;
  /** Relative to `root`. */
  readonly path: string;
  /** When given, another version is SOURCE_CHANGED. */
  readonly version?: FileVersion;
  /**
   * The file has been written on since it was `version`: its first `size` bytes are read, and only
   * a shorter file is SOURCE_CHANGED. That these bytes are what they were is the caller's to know.
   */
  readonly grown?: boolean;
  /** Probe.pieces; absent: none. */
  readonly pieces?: readonly TimePiece[];
}

interface StreamBase {
  /** The stream's index in the container. */
  readonly index: number;
  readonly codec: string;
  readonly profile: string | null;
  readonly language: string | null;
  readonly title: string | null;
  /** libav's names of the dispositions that are set: `default`, `forced`, `attached_pic`, … */
  readonly dispositions: readonly string[];
  readonly bitRate: number | null;
}

export interface VideoStream extends StreamBase, ColourFacts {
  readonly kind: 'video';
  /** First presentation time, from presentation zero. */
  readonly start: Ticks;
  /** Coded size, before rotation and sample aspect ratio. */
  readonly width: number;
  readonly height: number;
  readonly sampleAspect: Rational;
  /** Degrees clockwise to show the picture upright: 0, 90, 180 or 270. */
  readonly rotation: number;
  /** Mirrored left to right before it is rotated. */
  readonly mirrored: boolean;
  /** Average frame rate; 0/1 when unknown. */
  readonly frameRate: Rational;
  /** Every frame lasts as long as the one before, as far as headers and sample tables tell. */
  readonly constantRate: boolean;
  readonly pixelFormat: string;
  readonly bitDepth: number;
  readonly fieldOrder: string;
  /** Pictures may consist of two fields, each at a time of its own: their flags say which do. */
  readonly mayHaveFields: boolean;
  /** Channels of captions that were found within the pictures: `CC1`, `CC3`, `SERVICE1`. */
  readonly captions: readonly string[];
  readonly level: number;
  /** `sdr`, `pq`, `hlg` or `dolby-vision`. */
  readonly dynamicRange: string;
}

export interface AudioStream extends StreamBase {
  readonly kind: 'audio';
  readonly start: Ticks;
  readonly sampleRate: number;
  readonly channels: number;
  readonly channelLayout: string;
}

export interface SubtitleStream extends StreamBase {
  readonly kind: 'subtitle';
}

/** Data, attachments and attached pictures. */
export interface OtherStream extends StreamBase, AttachmentFacts {
  readonly kind: 'other';
}

export interface Chapter {
  readonly start: Ticks;
  readonly end: Ticks;
  readonly title: string | null;
}

export interface Probe {
  readonly version: FileVersion;
  /** libav's name of the demuxer, e.g. `matroska,webm`. */
  readonly format: string;
  /** Presentation zero on the container's own timeline. */
  readonly origin: Ticks;
  /** From presentation zero to the end of the longer of the selected video and audio. */
  readonly duration: Ticks;
  readonly durationFrom: 'header' | 'tail' | 'scan';
  readonly bitRate: number | null;
  readonly streams: readonly (VideoStream | AudioStream | SubtitleStream | OtherStream)[];
  /** The selected video (never an attached picture) and the default audio stream, by index. */
  readonly video: number | null;
  readonly audio: number | null;
  readonly chapters: readonly Chapter[];
  /** Container tags such as `title`; hostile text. */
  readonly tags: Readonly<Record<string, string>>;
  /** Of the selected video. */
  readonly index: MediaIndex;
  /** The parts of a file whose times jump; none where they go on. */
  readonly pieces: readonly TimePiece[];
}

/** The random-access index of the selected video, from the container's own tables. */
export interface MediaIndex {
  /** Where it comes from; `none`: this container has no index that can be trusted. */
  readonly from: 'mov' | 'matroska' | 'avi' | 'flv' | 'none';
  /** Presentation times of the key frames, rising. */
  readonly keyframes: Float64Array;
  /** For each key frame the timestamp to hand to the demuxer's seek, in the stream's time base. */
  readonly seeks: Float64Array;
  /** Presentation times of all frames, rising, where the sample tables tell; else empty. */
  readonly frames: Float64Array;
}

/** How one video rendition is made. Part of the segment's identity. */
export interface VideoRecipe extends WholePictureRecipe {
  readonly stream: number;
}

/** How one audio rendition is made: AAC-LC on the global 1024-sample grid. */
export interface AudioRecipe extends SoundRecipe {
  readonly stream: number;
  /** Of the source stream. */
  readonly start: Ticks;
  /** Hertz, of the decoded source. */
  readonly sourceRate: number;
}

export type Container = 'ts' | 'fmp4';

/** A stream of pictures whose packets go through as they are. */
export interface VideoCopy {
  readonly stream: number;
}

/** A stream of sound whose packets go through as they are. */
export interface AudioCopy {
  readonly stream: number;
}

/** A key frame: its time and the timestamp to hand to the demuxer's seek. */
export interface KeyFrame {
  readonly time: Ticks;
  readonly seek: number;
  /** The byte of the file from which it is read where no index names it (CutScan.places). */
  readonly place?: number;
}

export interface SegmentRequest {
  readonly source: SourceRef;
  readonly container: Container;
  /** The segment's number in its rendition, from 0. */
  readonly index: number;
  /** Presentation zero on the container's timeline (Probe.origin). */
  readonly origin: Ticks;
  /** The stretch [start, end). */
  readonly start: Ticks;
  readonly end: Ticks;
  /** The first segment also owns what lies before it, the last one what lies behind it. */
  readonly first: boolean;
  readonly last: boolean;
  /** The key frame to decode from, when the index has one: its time and its seek timestamp. */
  readonly key: KeyFrame | null;
  /** Copied pictures go up to this one: that of `end`; null in the last segment. */
  readonly nextKey: KeyFrame | null;
  /** What is copied; what is transcoded has a recipe. TS: either or both. fMP4: exactly one. */
  readonly copy: { readonly video: VideoCopy | null; readonly audio: AudioCopy | null } | null;
  /**
   * Of copied pictures: a part of the segment, from 0 on, of about 1 MiB; in fMP4 it is a fragment.
   * Null: all of it. The parts of a segment are cheap to make in their order.
   */
  readonly part: number | null;
  readonly video: VideoRecipe | null;
  readonly audio: AudioRecipe | null;
}

/** Asks whether a stream of pictures can be copied, and where it may be cut. */
export interface CutRequest {
  readonly source: SourceRef;
  readonly stream: number;
  readonly origin: Ticks;
  /** Times and seek timestamps of the first key frame and of those at the inner cuts, rising. */
  readonly times: Float64Array;
  readonly seeks: Float64Array;
}

/** What copying a stream of pictures would give. */
export interface CutFacts {
  /** Why it cannot be copied at all, in words; the rest means nothing then. */
  readonly refusal: string | null;
  /** As RFC 6381 says, and SUPPLEMENTAL-CODECS of HLS. */
  readonly codecs: string;
  readonly supplemental: string | null;
  readonly videoRange: 'SDR' | 'PQ' | 'HLG';
  readonly width: number;
  readonly height: number;
  /** Of each cut: 0 closed, 1 open (leading pictures travel with it), 2 not to be cut at. */
  readonly kinds: Uint8Array;
  /** Bytes from each cut to the next, or to the end: exact for mp4, elsewhere an upper bound. */
  readonly sizes: Float64Array;
}

/** Asks the same where no index names the key frames: the whole file is read, behind all else. */
export interface CutScanRequest {
  readonly source: SourceRef;
  readonly stream: number;
  readonly origin: Ticks;
}

/** All key frames of a file, each as KeyFrame says. */
export interface CutScan {
  /** Of each key frame; the sizes are those of the pictures alone. */
  readonly facts: CutFacts;
  readonly times: Float64Array;
  readonly seeks: Float64Array;
  readonly places: Float64Array;
}

/** The initialisation segment of a copied fMP4 track. Exactly one of video and audio. */
export interface CopyInitRequest {
  readonly source: SourceRef;
  readonly video: VideoCopy | null;
  readonly audio: AudioCopy | null;
}

/** The initialisation segment of one fMP4 track. Exactly one of video and audio. */
export interface InitRequest {
  readonly video: VideoRecipe | null;
  readonly audio: AudioRecipe | null;
}

export interface SegmentStats {
  /** The decoder went on where the segment before had ended: no seek, no pre-roll. */
  readonly warm: boolean;
  /** Made with a new decoder that leaves out nothing: for damage, and where no frame is new. */
  readonly careful: boolean;
  readonly seeks: number;
  readonly bytesRead: number;
  readonly packetsRead: number;
  /** Damage that the demuxer has met; what it covers is missing. */
  readonly packetsBroken: number;
  /** Frames that came out of the decoder, wanted or not. */
  readonly framesDecoded: number;
  readonly framesEncoded: number;
  /** Pictures repeated because the stretch shows no new one, or a late one. */
  readonly framesHeld: number;
  /** Frames left out by the frame rate cap. */
  readonly framesDropped: number;
  readonly audioFrames: number;
  /** Microseconds of wall time; pictures and sound are made beside each other. */
  readonly openUs: number;
  /** Until the first picture came out of the decoder; 0 when warm. */
  readonly seekUs: number;
  /** From there until the last picture was handed to its encoder. */
  readonly decodeUs: number;
  /** Scaling and encoding, summed over the threads of the segment's GOPs. */
  readonly encodeUs: number;
  readonly audioUs: number;
  readonly muxUs: number;
  readonly totalUs: number;
}

export interface Segment {
  readonly data: Buffer;
  /** A part with others behind it. */
  readonly more: boolean;
  readonly stats: SegmentStats;
}

export interface EngineCounters {
  readonly jobsQueued: number;
  readonly jobsRunning: number;
  readonly threads: number;
  readonly openInputs: number;
  readonly pooledBytes: number;
  readonly bytesRead: number;
}

/** Told that a job does not get on, and again when it does after all. */
export type OnStall = (stalled: boolean) => void;

/** What tells a file from others, and one version of it from another. */
export interface FileTraits extends FileVersion {
  /** Device and inode number as one text. */
  readonly inode: string;
}

/** Some bytes of a file, and what the file was like once they had been read. */
export interface Piece {
  readonly bytes: Buffer;
  readonly traits: FileTraits;
}

/**
 * The files themselves. A call that hangs is TIMED_OUT where the engine is in children; what is
 * not there is SOURCE_MISSING, what cannot be read READ_FAILED.
 */
export interface MediaFiles {
  /** Of its files those with these suffixes, which are in lower case and begin with a dot. */
  list(folder: SourceRef, suffixes: readonly string[], signal?: AbortSignal): Promise<Listing>;
  traits(source: SourceRef): Promise<FileTraits>;
  /** Of the first `size` bytes; a shorter file is SOURCE_CHANGED. */
  sampledHash(source: SourceRef, size: number, signal?: AbortSignal): Promise<string>;
  /** May give less than was asked for; nothing from the end of the file on. */
  read(source: SourceRef, start: number, length: number): Promise<Piece>;
}

/** All media I/O and decoding. Every call rejects with a HaemaError and obeys its signal. */
export interface Engine extends MediaFiles, SubtitleCalls {
  /** Names the engine's own code, its libraries and what the bytes depend on of the CPU. */
  readonly build: string;
  probe(source: SourceRef, signal?: AbortSignal, onStall?: OnStall): Promise<Probe>;
  segment(request: SegmentRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Segment>;
  init(request: InitRequest, signal?: AbortSignal): Promise<Buffer>;
  cuts(request: CutRequest, signal?: AbortSignal, onStall?: OnStall): Promise<CutFacts>;
  scanCuts(request: CutScanRequest, signal?: AbortSignal, onStall?: OnStall): Promise<CutScan>;
  copyInit(request: CopyInitRequest, signal?: AbortSignal): Promise<Buffer>;
  inspect(request: InspectRequest, signal?: AbortSignal): Promise<Inspection>;
  picture(request: PictureRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Picture>;
  counters(): EngineCounters;
  status(): EngineStatus;
  /** Gets ready for the first call, which would otherwise wait for that. */
  start(): void;
  /** Bytes that open inputs and warm decoders may hold while idle; 0 closes all. */
  setPoolLimit(bytes: number): void;
  /** Cancels what is in hand. No call may follow. */
  close(): void;
}
