/** Text subtitles as the engine reads them: events of an ASS script, whatever the file holds. */
import type { Ticks } from '../core/ticks.ts';
import type { OnStall, SourceRef } from './types.ts';

/** One event of a script. */
export interface Cue {
  /** From presentation zero, before it where the file says so. */
  readonly start: Ticks;
  /** Above `start`. */
  readonly end: Ticks;
  /** Name of a style in the script's header. */
  readonly style: string;
  readonly layer: number;
  /** With ASS override tags; `\N` breaks the line. Hostile text. */
  readonly text: string;
  /** Of WebVTT: the settings behind the cue's times, as they stand there. Hostile text. */
  readonly settings?: string;
  /** Of a track or file that is ASS itself: what else the event's line says. */
  readonly event?: CueEvent;
}

/** What it takes to write the line of an event as it was. */
export interface CueEvent {
  /** Among the events of the script. */
  readonly order: number;
  /** Who speaks; hostile text, as `effect`. */
  readonly name: string;
  /** Left, right and vertical one; 0: that of the style. */
  readonly margins: readonly [number, number, number];
  readonly effect: string;
}

/** A stream of the video's own file. */
export interface TrackRequest {
  readonly source: SourceRef;
  /** Presentation zero on the container's timeline (Probe.origin). */
  readonly origin: Ticks;
  readonly stream: number;
}

/** Asks for what is shown at some time within [start, end). */
export interface CuesRequest extends TrackRequest {
  readonly start: Ticks;
  readonly end: Ticks;
}

export interface Cues {
  /** `[Script Info]` and the styles, as ASS; of other formats made up by libavcodec. */
  readonly header: string;
  /** By start, then as they stand in the file. */
  readonly cues: readonly Cue[];
  /** There are more of them than are taken at a time. */
  readonly isCut: boolean;
  /** Of a scan: for all its tracks, told of the first one. */
  readonly bytesRead: number;
}

/** Asks for a part of a whole file's cues, where no index names their packets. */
export interface CueScanRequest {
  readonly source: SourceRef;
  readonly origin: Ticks;
  /** All text tracks of the file: it is read once. */
  readonly streams: readonly number[];
  /** Where the part before has ended; null for the first. Counts packets. */
  readonly place: number | null;
}

export interface CueScan {
  /** For each of the streams. */
  readonly tracks: readonly Cues[];
  /**
   * Everything that begins before this is known but for what stands more than ten seconds behind
   * its time in the file.
   */
  readonly upTo: Ticks;
  /** Where the next part begins; null at the end of the file. */
  readonly place: number | null;
}

/** A file of subtitles beside the video: read whole. */
export interface SidecarRequest {
  readonly source: SourceRef;
}

export interface Sidecar extends Cues {
  /** The character set that it was read in, by its name in the Encoding Standard. */
  readonly charset: string;
  /** False where another one may be meant. */
  readonly sure: boolean;
}

/** What a container says of a file within it, if anything; hostile text. */
export interface AttachmentFacts {
  readonly fileName: string | null;
  readonly mimeType: string | null;
}

/** A file within the video's own, such as a font: of a stream of kind `other`. */
export interface AttachmentRequest {
  readonly source: SourceRef;
  readonly stream: number;
}

/** Of subtitles of a disc in two files. */
export interface DiscTrack {
  /** As the files have it. */
  readonly number: number;
  /** Two or three small letters, as the `.idx` has it; null where it says nothing. */
  readonly language: string | null;
}

/** What an engine does with subtitles beside drawing them. */
export interface SubtitleCalls {
  /**
   * Read by the container's index alone; null where that does not name the track's packets. Of more
   * than 20,000 events in the stretch, or 8 MiB of text, the rest is left out.
   */
  cues(request: CuesRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Cues | null>;
  /**
   * A part of what reading the file through tells: a fifth of a second of work, behind all else
   * that the machine does. Parts are cheap to make in their order. Tracks that are no text have no
   * cues.
   */
  cueScan(request: CueScanRequest, signal?: AbortSignal, onStall?: OnStall): Promise<CueScan>;
  /**
   * SubRip, ASS, SSA or WebVTT, in whatever characters. Of more than 100,000 events, or 16 MiB of
   * text, the rest is left out. A file that is larger than that, or has none, is MEDIA_INVALID.
   */
  sidecar(request: SidecarRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Sidecar>;
  /** Its bytes, 32 MiB at most; what is larger is MEDIA_INVALID, what is none BAD_REQUEST. */
  attachment(request: AttachmentRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Buffer>;
  /**
   * Of an `.idx`: those that can be drawn, first the one that is drawn where none is named.
   * MEDIA_INVALID where there is none.
   */
  discTracks(
    index: SourceRef,
    signal?: AbortSignal,
    onStall?: OnStall,
  ): Promise<readonly DiscTrack[]>;
}
