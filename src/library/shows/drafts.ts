/** Which files belong to one show. */
import { sameTitle } from '../naming/text.ts';
import { baseName } from './base-name.ts';
import type { NamedFile, Show } from './types.ts';

/** A show in the making. */
export interface Draft {
  readonly kind: Show['kind'];
  readonly title: string;
  readonly year: number | null;
  readonly files: NamedFile[];
  readonly extras: NamedFile[];
}

/** Files or shows between two chances to do something else. */
const STEP = 200;

/** Takes files one by one, so that it can be done in steps. */
export class Drafts {
  readonly #drafts = new Map<string, Draft>();
  readonly #homes = new Map<string, Draft>();
  /** What became part of another one. */
  readonly #joined = new Map<Draft, Draft>();
  readonly #extras: NamedFile[] = [];
  readonly #titles = new Map<string, string>();

  add(it: NamedFile): void {
    const { kind, title, year, home } = it.named;
    if (kind === 'extra') {
      this.#extras.push(it);
      return;
    }
    const draft = this.#draft(kind === 'movie' ? 'movie' : 'series', title, year);
    draft.files.push(it);
    if (home === null) return;
    const place = `${it.file.root}\0${home}`;
    if (!this.#homes.has(place)) this.#homes.set(place, draft);
  }

  /** The key is what a show is known by: the same wherever its files lie. Yields now and then. */
  *all(): Generator<void, ReadonlyMap<string, Draft>> {
    yield* this.#joinUndated();
    let count = 0;
    for (const extra of this.#extras.splice(0)) {
      this.#attach(extra);
      if (++count % STEP === 0) yield;
    }
    return this.#drafts;
  }

  #draft(kind: Show['kind'], title: string, year: number | null): Draft {
    const key = this.#key(kind, title, year);
    const known = this.#drafts.get(key);
    if (known !== undefined) return known;
    const draft: Draft = { kind, title, year, files: [], extras: [] };
    this.#drafts.set(key, draft);
    return draft;
  }

  #key(kind: Show['kind'], title: string, year: number | null): string {
    let same = this.#titles.get(title);
    if (same === undefined) {
      same = sameTitle(title);
      this.#titles.set(title, same);
    }
    return `${kind}\0${same}\0${year ?? ''}`;
  }

  /** Releases of single seasons often leave out the year that the folder of another one has. */
  *#joinUndated(): Generator<void, void> {
    const dated = new Map<string, Draft | null>();
    let count = 0;
    for (const draft of this.#drafts.values()) {
      if (++count % STEP === 0) yield;
      if (draft.kind !== 'series' || draft.year === null) continue;
      const key = this.#key('series', draft.title, null);
      dated.set(key, dated.has(key) ? null : draft);
    }
    for (const [key, only] of dated) {
      const undated = this.#drafts.get(key);
      if (undated === undefined || only === null) continue;
      for (const file of undated.files) only.files.push(file);
      this.#drafts.delete(key);
      this.#joined.set(undated, only);
    }
  }

  #livingAt(root: string, home: string | null): Draft | undefined {
    const draft = home === null ? undefined : this.#homes.get(`${root}\0${home}`);
    return draft === undefined ? undefined : (this.#joined.get(draft) ?? draft);
  }

  /**
   * To the show whose folder it lies in, or whose name it bears; else it is one of its own. Samples
   * of a show that is there are of no use.
   */
  #attach(it: NamedFile): void {
    const { title, year, home, extra } = it.named;
    const key = (kind: Show['kind']): string => this.#key(kind, title, year);
    const show =
      this.#livingAt(it.file.root, home) ??
      this.#drafts.get(key('movie')) ??
      this.#drafts.get(key('series'));
    if (extra === 'advert' || (extra === 'sample' && show !== undefined)) return;
    if (show !== undefined) show.extras.push(it);
    else if (extra !== 'sample') this.#draft('movie', title, year).files.push(it);
    else this.#draft('movie', baseName(it), null).files.push(it);
  }
}
