/** What the list shows: all there is, or what is searched for, a page after the other. */
import { FIRST_PAGE, fetchShows, type ShowPage, searchPath } from '../api.ts';
import type { CardFacts } from './card.ts';
import { cardOf } from './titles.ts';

export interface ShelfEvents {
  /** All of it is other than before. */
  readonly filled: (titles: readonly CardFacts[]) => void;
  /** These come after what was there. */
  readonly grew: (titles: readonly CardFacts[]) => void;
  readonly failed: (error: unknown) => void;
}

interface Contents {
  titles: CardFacts[];
  next: string | null;
  /** Of the first page: what is still the same is not shown anew. */
  readonly first: string;
}

export class Shelf {
  private readonly events: ShelfEvents;
  private all: Contents | null = null;
  private found: Contents | null = null;
  private search = '';
  private pending: AbortController | null = null;
  /** Only the latest request counts; old browsers cannot abort the others. */
  private turn = 0;
  private growing = false;

  constructor(events: ShelfEvents) {
    this.events = events;
  }

  /** False before the first answer. */
  get known(): boolean {
    return this.all !== null;
  }

  get searched(): string {
    return this.search;
  }

  /** Null where not all of it is here yet. */
  get count(): number | null {
    const contents = this.contents;
    return contents === null || contents.next !== null ? null : contents.titles.length;
  }

  /** Empty: all there is, which is there at once. */
  find(search: string): void {
    if (search === this.search) return;
    this.search = search;
    this.found = null;
    if (search === '' && this.all !== null) {
      this.begin();
      this.events.filled(this.all.titles);
    } else {
      void this.load();
    }
  }

  /** Asks the server anew. */
  async load(): Promise<void> {
    const { search } = this;
    const page = await this.fetch(search === '' ? FIRST_PAGE : searchPath(search), this.begin());
    if (page === null) return;
    const { next } = page;
    const titles = page.shows.map(cardOf);
    const first = JSON.stringify(titles);
    if (first === this.contents?.first) return;
    const contents = { titles, next, first };
    if (search === '') this.all = contents;
    else this.found = contents;
    this.events.filled(titles);
  }

  async more(): Promise<void> {
    const { contents } = this;
    if (this.growing || contents === null || contents.next === null) return;
    const { turn } = this;
    this.growing = true;
    const page = await this.fetch(contents.next, turn);
    if (turn === this.turn) this.growing = false;
    if (page === null) return;
    const titles = page.shows.map(cardOf);
    contents.titles = contents.titles.concat(titles);
    contents.next = page.next;
    this.events.grew(titles);
  }

  private get contents(): Contents | null {
    return this.search === '' ? this.all : this.found;
  }

  private begin(): number {
    this.pending?.abort();
    this.pending = 'AbortController' in window ? new AbortController() : null;
    this.growing = false;
    this.turn++;
    return this.turn;
  }

  /** Null for what failed, or came too late to count. */
  private async fetch(path: string, turn: number): Promise<ShowPage | null> {
    try {
      const page = await fetchShows(path, this.pending?.signal ?? null);
      return turn === this.turn ? page : null;
    } catch (error) {
      if (turn === this.turn) this.events.failed(error);
      return null;
    }
  }
}
