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
  readonly bytesRead: number;
}

/** Asks for a part of a whole file's cues, where no index names their packets. */
export interface CueScanRequest {
  readonly source: SourceRef;
  readonly origin: Ticks;
  /** All text tracks of the file: it is read once. */
  readonly streams: readonly number[];
  /** Where the part before has ended; null for the first. */
  readonly place: number | null;
}

export interface CueScan {
  /** For each of the streams. */
  readonly tracks: readonly Cues[];
  /** Everything that begins before this is known. */
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

/** What an engine does with subtitles that are text. */
export interface SubtitleCalls {
  /**
   * Read by the container's index alone; null where that does not name the track's packets. Of more
   * than 20,000 events in the stretch, or 8 MiB of text, the rest is left out.
   */
  cues(request: CuesRequest, signal?: AbortSignal, onStall?: OnStall): Promise<Cues | null>;
}
