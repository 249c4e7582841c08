/** The watch history in the API's own spelling. */
import { toSeconds } from '../core/ticks.ts';
import type { Library } from '../library/library.ts';
import type { Credits } from './credits.ts';
import type { History } from './history.ts';
import { type Progress, resumeAt, type Watching } from './progress.ts';

/** Seconds, as players count. */
export interface Reported {
  readonly position: number;
  readonly duration?: number | undefined;
  readonly watched?: boolean | undefined;
  /** When that was, by the player's clock: RFC 3339. Now where it does not say. */
  readonly at?: string | undefined;
}

export class Watch {
  readonly #history: History;
  readonly #library: Library;
  readonly #credits: Credits;
  readonly #nowMs: () => number;

  constructor(history: History, library: Library, credits: Credits, nowMs = Date.now) {
    this.#history = history;
    this.#library = library;
    this.#credits = credits;
    this.#nowMs = nowMs;
  }

  /** @throws NOT_FOUND for an id that was never given */
  progress(profileId: string, videoId: string) {
    return factsOf(videoId, this.#history.progress(this.#watching(profileId, videoId)));
  }

  /** Returns what is known now. @throws NOT_FOUND */
  async report(profileId: string, videoId: string, reported: Reported) {
    const watching = this.#watching(profileId, videoId);
    const known = this.#library.video(videoId).duration;
    const { position, duration = known === null ? 0 : toSeconds(known), watched, at } = reported;
    const creditsMs = await this.#credits.of(videoId);
    const progress = this.#history.report(watching, {
      positionMs: Math.round(position * 1000),
      durationMs: Math.round(duration * 1000),
      watched,
      atMs: at === undefined ? this.#nowMs() : Date.parse(at),
      creditsMs,
    });
    return factsOf(videoId, progress);
  }

  /** As if nobody had ever watched it. @throws NOT_FOUND */
  forget(profileId: string, videoId: string) {
    this.#history.forget(this.#watching(profileId, videoId));
    return factsOf(videoId, null);
  }

  #watching(profileId: string, videoId: string): Watching {
    return { profileId, videoId, item: this.#library.item(videoId) };
  }
}

const factsOf = (videoId: string, progress: Progress | null) => ({
  video_id: videoId,
  position: progress === null ? 0 : progress.positionMs / 1000,
  duration: progress === null || progress.durationMs === 0 ? null : progress.durationMs / 1000,
  watched: progress?.watched ?? false,
  /** Where to go on: 0 after the end. */
  resume: progress === null ? 0 : resumeAt(progress) / 1000,
  updated: progress === null ? null : new Date(progress.updatedMs).toISOString(),
});
