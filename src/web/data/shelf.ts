/** A list of any length: as many pages of it as somebody has looked at. */
import { useLayoutEffect, useReducer, useRef } from 'preact/hooks';
import { request } from '../api.ts';
import { type CardFacts, cardOf } from './cards.ts';
import { type CardPage, type CardQuery, cardsUrl } from './shows.ts';

type Query = Omit<CardQuery, 'limit' | 'offset'>;

/** Some rows of any width. */
const PAGE = 120;
/** Who flies through the list asks for what is on the screen, not for all that was. */
const AT_ONCE = 2;
/** Pages that are held: who goes through ten thousand titles comes back to the last thousand. */
const HELD = 10;
const AGAIN_MS = 3000;

export class Shelf {
  /** How many there are; null before the first answer. */
  total: number | null = null;
  /** Why there is no first answer. */
  error: unknown;
  private readonly query: Query;
  private readonly pages = new Map<number, readonly CardFacts[]>();
  /** Of the answers: what is still the same is not shown anew. */
  private readonly texts = new Map<number, string>();
  private readonly pending = new Map<number, AbortController | null>();
  /** Shown until they are here anew. */
  private readonly stale = new Set<number>();
  private needed: readonly number[] = [0];
  private changed: (() => void) | null = null;
  /** Until then nothing more is asked for: something has just failed. */
  private again: number | null = null;

  constructor(query: Query) {
    this.query = query;
  }

  /** Null where it is not here yet. */
  card(index: number): CardFacts | null {
    return this.pages.get(Math.floor(index / PAGE))?.[index % PAGE] ?? null;
  }

  /** Calls `changed` when there is more to show, until it is told to stop. */
  listen(changed: () => void): () => void {
    this.changed = changed;
    return () => {
      if (this.changed !== changed) return;
      this.changed = null;
      this.pending.forEach((controller) => void controller?.abort());
      this.pending.clear();
      this.goOn();
    };
  }

  /** From now on what is on the screen, and cards elsewhere that have, or get, the focus. */
  need(from: number, to: number, others: readonly number[] = []): void {
    const first = Math.floor(from / PAGE);
    const last = Math.floor(Math.max(from, to - 1) / PAGE);
    const pages = Array.from({ length: last - first + 1 }, (_, at) => first + at);
    for (const page of others.map((index) => Math.floor(index / PAGE))) {
      if (pages.indexOf(page) === -1) pages.push(page);
    }
    this.needed = pages;
    this.fetchNeeded();
  }

  /** Asks anew for what is on the screen. */
  refresh(): void {
    this.goOn();
    for (const page of this.needed) void this.fetch(page);
  }

  private fetchNeeded(): void {
    if (this.changed === null || this.again !== null) return;
    const isMissing = (page: number): boolean => !this.pages.has(page) || this.stale.has(page);
    const missing = this.needed.filter((page) => isMissing(page) && !this.pending.has(page));
    for (const page of missing.slice(0, Math.max(0, AT_ONCE - this.pending.size)))
      void this.fetch(page);
  }

  private async fetch(page: number): Promise<void> {
    const controller = 'AbortController' in window ? new AbortController() : null;
    this.pending.set(page, controller);
    const isLate = (): boolean => this.pending.get(page) !== controller || this.changed === null;
    try {
      const url = cardsUrl({ limit: PAGE, offset: page * PAGE, ...this.query });
      const response = await request(url, controller === null ? {} : { signal: controller.signal });
      const text = await response.text();
      if (!isLate()) this.put(page, text);
    } catch (error) {
      if (!isLate()) this.fail(error);
    } finally {
      if (this.pending.get(page) === controller) this.pending.delete(page);
    }
    this.fetchNeeded();
  }

  private goOn(): void {
    if (this.again !== null) window.clearTimeout(this.again);
    this.again = null;
  }

  private put(page: number, text: string): void {
    this.error = undefined;
    this.stale.delete(page);
    if (this.texts.get(page) === text) return;
    const { total, cards } = JSON.parse(text) as CardPage;
    // What came or went has moved all that comes after it.
    if (this.total !== null && total !== this.total) this.forgetBut(page);
    this.total = this.query.search === undefined ? total : cards.length;
    this.texts.set(page, text);
    this.pages.set(page, cards.map(cardOf));
    this.forgetFar();
    this.changed?.();
  }

  private forgetFar(): void {
    const [here = 0] = this.needed;
    const far = Array.from(this.pages.keys())
      .filter((page) => this.needed.indexOf(page) === -1)
      .sort((one, other) => Math.abs(other - here) - Math.abs(one - here));
    for (const page of far.slice(0, Math.max(0, this.pages.size - HELD))) {
      this.pages.delete(page);
      this.texts.delete(page);
    }
  }

  /** What is on the screen, and may have the focus, stays until its answer has come. */
  private forgetBut(page: number): void {
    for (const other of Array.from(this.pages.keys())) {
      if (other === page) continue;
      if (this.needed.indexOf(other) === -1) this.pages.delete(other);
      else if (!this.pending.has(other)) this.stale.add(other);
    }
    this.texts.clear();
  }

  private fail(error: unknown): void {
    this.goOn();
    this.again = window.setTimeout(() => {
      this.again = null;
      this.fetchNeeded();
    }, AGAIN_MS);
    if (this.total !== null) return; // what is here stays
    this.error = error;
    this.changed?.();
  }
}

const MOST = 6;
const kept = new Map<string, Shelf>();

const shelfOf = (query: Query): Shelf => {
  const key = cardsUrl({ limit: PAGE, ...query });
  const shelf = kept.get(key) ?? new Shelf(query);
  kept.delete(key);
  kept.set(key, shelf);
  if (kept.size > MOST) kept.delete(kept.keys().next().value ?? '');
  return shelf;
};

/** When all of it may be another's. */
export const forgetShelves = (): void => kept.clear();

/** What was shown before stays until there is an answer, so that nothing flickers while typing. */
export const useShelf = (query: Query): Shelf => {
  const [, redraw] = useReducer<number, null>((count) => count + 1, 0);
  const shelf = shelfOf(query);
  const shown = useRef(shelf);
  if (shelf.total !== null || shelf.error !== undefined) shown.current = shelf;
  useLayoutEffect(() => {
    const stop = shelf.listen(() => redraw(null));
    shelf.refresh();
    return stop;
  }, [shelf]);
  return shown.current;
};
