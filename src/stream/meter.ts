/** Who counts what is made and sent. */
import type { Step } from './steps.ts';

/** What a job makes, or does. */
export type JobKind = 'transcode' | 'copy' | 'iframe' | 'picture' | 'subtitles' | 'survey';

/** `refused`: there was no room for it in time. `cancelled`: nobody wanted it any more. */
export type JobOutcome = 'done' | 'failed' | 'refused' | 'cancelled';

export interface JobEnd {
  readonly kind: JobKind;
  readonly outcome: JobOutcome;
  /** Milliseconds until it began, or until it was given up. */
  readonly waitedMs: number;
  /** Milliseconds that it ran; null when it never began. */
  readonly tookMs: number | null;
}

/** Where a segment that is sent comes from. */
export type SegmentPlace = 'memory' | 'disk' | 'made';

export interface Meter {
  jobEnded(end: JobEnd): void;
  segmentMade(kind: JobKind, steps: readonly Step[]): void;
  segmentSent(kind: JobKind, from: SegmentPlace): void;
}
