/** The watch history in the API's own spelling. */
import { toSeconds } from '../core/ticks.ts';
import type { Library } from '../library/library.ts';
import type { MediaFacts } from '../library/media-facts.ts';
import { creditsIn } from './credits.ts';
import type { History } from './history.ts';
import { itemOf } from './items.ts';
import type { Watching } from './progress.ts';
import { progressJson } from './progress-json.ts';

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
  readonly #facts: MediaFacts;
  readonly #nowMs: () => number;

  constructor(history: History, library: Library, facts: MediaFacts, nowMs = Date.now) {
    this.#history = history;
    this.#library = library;
    this.#facts = facts;
    this.#nowMs = nowMs;
  }

  /** To be called after each look through the folders. */
  async heedNames(): Promise<void> {
    const { byVideo } = await this.#library.shelved();
    this.#history.rename((videoId) => {
      const place = byVideo.get(videoId);
      return place === undefined ? null : itemOf(videoId, place);
    });
  }

  /** @throws NOT_FOUND for an id that was never given */
  async progress(profileId: string, videoId: string) {
    const watching = await this.#watching(profileId, videoId);
    return progressJson(videoId, this.#history.progress(watching));
  }

  /** Returns what is known now. @throws NOT_FOUND */
  async report(profileId: string, videoId: string, reported: Reported) {
    const watching = await this.#watching(profileId, videoId);
    const known = toSeconds(this.#library.summaries.duration(videoId) ?? 0);
    const { position, duration = known, watched, at } = reported;
    const creditsMs = await creditsIn(this.#facts, videoId);
    const progress = this.#history.report(watching, {
      positionMs: Math.round(position * 1000),
      durationMs: Math.round(duration * 1000),
      watched,
      atMs: at === undefined ? this.#nowMs() : Date.parse(at),
      creditsMs,
    });
    return progressJson(videoId, progress);
  }

  /** As if nobody had ever watched it. @throws NOT_FOUND */
  async forget(profileId: string, videoId: string) {
    this.#history.forget(await this.#watching(profileId, videoId));
    return progressJson(videoId, null);
  }

  async #watching(profileId: string, videoId: string): Promise<Watching> {
    this.#library.video(videoId); // that there is such a video
    const place = await this.#library.place(videoId);
    return { profileId, videoId, item: itemOf(videoId, place) };
  }
}
