/** A title with the names of its versions: what URLs carry, and caches are keyed by. */
import { createHash, hash } from 'node:crypto';
import { HaemaError } from '../core/errors.ts';
import type { CopyFacts } from '../library/copy-codec.ts';
import { withCopies } from './copies.ts';
import { IFRAME_RENDITION } from './iframes.ts';
import type { Snapshot } from './snapshot.ts';
import { boundariesOf, type Choice, effective, recipes, type Title } from './title.ts';

export class ServedTitle {
  readonly videoId: string;
  /** The file that it is made of. */
  readonly snapshot: Snapshot;
  /** Names file version, times and build. */
  readonly #base: string;
  readonly #versions = new Map<string, string>();
  #title: Title;
  #copies: CopyFacts | null = null;

  /** `build` names everything else that the bytes depend on: the engine, its libraries, the CPU. */
  constructor(videoId: string, title: Title, snapshot: Snapshot, build: string) {
    this.videoId = videoId;
    this.#title = title;
    this.snapshot = snapshot;
    const { probe, grid, source } = title;
    this.#base = createHash('sha256')
      .update(JSON.stringify([build, source.version, probe.origin, ...probe.pieces]))
      .update(Float64Array.from(grid.transcode))
      .digest('base64url');
  }

  get title(): Title {
    return this.#title;
  }

  /** What can be copied, as far as it is known. */
  get copies(): CopyFacts | null {
    return this.#copies;
  }

  /** Takes in what can be copied. All that was handed out before stays true. */
  addCopies(facts: CopyFacts): void {
    this.#title = withCopies(this.#title, facts);
    this.#copies = facts;
  }

  /**
   * Names the bytes of this choice's segments: what has another name may differ, what has the same
   * name is the same. 66 bits.
   * @throws NOT_FOUND for a rendition or a track that the title does not have.
   */
  version(choice: Choice): string {
    const { rendition, container, audio } = effective(this.title, choice);
    const key = `${rendition} ${container} ${audio ?? ''}`;
    const known = this.#versions.get(key);
    if (known !== undefined) {
      return known;
    }
    const making = recipes(this.title, choice);
    const isIframes = rendition === IFRAME_RENDITION;
    const cuts = making.copy?.video == null ? null : boundariesOf(this.title, rendition);
    const recipe = JSON.stringify([this.#base, choice.container, making, cuts, isIframes]);
    const version = hash('sha256', recipe, 'base64url').slice(0, 11);
    this.#versions.set(key, version);
    return version;
  }

  /** Whether it is this title whose choice has that version. */
  isNamed(version: string, choice: Choice): boolean {
    try {
      return this.version(choice) === version;
    } catch (error) {
      if (error instanceof HaemaError) return false; // it has no such rendition
      throw error;
    }
  }
}
