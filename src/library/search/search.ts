/**
 * Titles by what people type. The index lives in memory and is made of the shows whenever those
 * change: that takes as long as to read one, and it never disagrees with them.
 */
import { type Db, memoryDatabase } from '../db.ts';
import type { Show } from '../shows/types.ts';
import { fold } from './fold.ts';
import { isMeant } from './meant.ts';

/** Words for what is typed to its end or not, letters for what is typed wrong or has no words. */
const SCHEMA = `
  CREATE VIRTUAL TABLE words USING fts5(title, kind UNINDEXED, prefix = '1 2 3');
  CREATE VIRTUAL TABLE more USING fts5(title, kind UNINDEXED, prefix = '2 3');
  CREATE VIRTUAL TABLE letters USING fts5(title, kind UNINDEXED, tokenize = 'trigram');
`;

/** Shows between two chances to do something else. */
const STEP = 25;

/** What people type; more would take long. */
const MOST_WORDS = 8;
const MOST_TRIPLES = 24;

/** Looked at for what may have been meant. */
const CANDIDATES = 120;

export interface SearchQuery {
  readonly kind?: Show['kind'] | undefined;
  readonly limit: number;
}

export class Search {
  readonly #db: Db = memoryDatabase(SCHEMA);
  readonly #statements = prepared(this.#db);
  readonly #numbers = new Map<Show, number>();
  readonly #shows = new Map<number, Show>();
  #next = 1;

  /** Takes in what is new and drops what is gone. Yields now and then. */
  *update(shows: ReadonlySet<Show>): Generator<void, void> {
    let count = 0;
    for (const show of [...this.#numbers.keys()]) {
      if (!shows.has(show)) this.#drop(show);
      if (++count % STEP === 0) yield;
    }
    for (const show of shows) {
      if (!this.#numbers.has(show)) this.#add(show);
      if (++count % STEP === 0) yield;
    }
  }

  /** The likeliest first. In steps: each looks through the whole index. */
  *find(text: string, { kind, limit }: SearchQuery): Generator<void, Show[]> {
    const words = [...new Set(fold(text).split(' '))].slice(0, MOST_WORDS);
    const wanted = words.join(' ');
    if (wanted === '') return [];
    const found = new Set<number>();
    for (const look of [this.#begun, this.#byWords, this.#byMore, this.#within, this.#meant]) {
      if (look === this.#meant && found.size > 0) break;
      for (const n of look.call(this, wanted, kind ?? null, limit)) found.add(n);
      if (found.size >= limit) break;
      yield;
    }
    return [...found].slice(0, limit).flatMap((n) => this.#shows.get(n) ?? []);
  }

  /** The title begins so. Of one or two letters any that do: nobody stops typing there. */
  #begun(wanted: string, kind: Kind, limit: number): number[] {
    const query = `^ "${wanted}" *`;
    const { some, words } = this.#statements;
    const rows = (wanted.length < 3 ? some : words).all(query, kind, limit);
    const exact = ({ title }: Row): number => Number(title === wanted);
    return rows.sort((a, b) => exact(b) - exact(a)).map(numberOf);
  }

  /** Each word begins like one of the title's. */
  #byWords(wanted: string, kind: Kind, limit: number): number[] {
    return this.#statements.words.all(begunWords(wanted), kind, limit).map(numberOf);
  }

  /** Or of its episodes' titles, or its year. */
  #byMore(wanted: string, kind: Kind, limit: number): number[] {
    if (wanted.length < 3) return [];
    return this.#statements.more.all(begunWords(wanted), kind, limit).map(numberOf);
  }

  /** Anywhere in the title: some languages put no spaces between words. */
  #within(wanted: string, kind: Kind, limit: number): number[] {
    const { letters, like } = this.#statements;
    if (wanted.length >= 3) return letters.all(`"${wanted}"`, kind, limit).map(numberOf);
    const hasNoWords = /[^\p{Script=Latin}\p{N} ]/u.test(wanted);
    return hasNoWords ? like.all(`%${wanted}%`, kind, limit).map(numberOf) : [];
  }

  /** With some letters wrong. Candidates share three letters in a row, or the first two. */
  #meant(wanted: string, kind: Kind): number[] {
    const words = wanted.split(' ').filter((word) => word.length > 3);
    const triples = words.flatMap((word) =>
      Array.from({ length: word.length - 2 }, (_, at) => `"${word.slice(at, at + 3)}"`),
    );
    if (triples.length === 0) return [];
    const starts = words.map((word) => `"${word.slice(0, 2)}" *`);
    const likely = [...new Set(triples)].slice(0, MOST_TRIPLES).join(' OR ');
    const candidates = [
      ...this.#statements.letters.all(likely, kind, CANDIDATES),
      ...this.#statements.words.all(starts.join(' OR '), kind, CANDIDATES),
    ];
    const meant = candidates.flatMap(({ n, title }) => {
      const errors = isMeant(wanted, title);
      return errors === null ? [] : [{ n, errors }];
    });
    return meant.sort((a, b) => a.errors - b.errors).map(numberOf);
  }

  #add(show: Show): void {
    const n = this.#next++;
    this.#numbers.set(show, n);
    this.#shows.set(n, show);
    const title = fold(show.info.title);
    this.#statements.addWords.run(n, title, show.kind);
    this.#statements.addMore.run(n, more(show), show.kind);
    this.#statements.addLetters.run(n, title, show.kind);
  }

  #drop(show: Show): void {
    const n = this.#numbers.get(show);
    if (n === undefined) return;
    this.#numbers.delete(show);
    this.#shows.delete(n);
    for (const drop of this.#statements.drops) drop.run(n);
  }
}

const begunWords = (wanted: string): string =>
  wanted
    .split(' ')
    .map((word) => `"${word}" *`)
    .join(' ');

/** All that a show is found by. */
const more = (show: Show): string => {
  const titles = show.kind === 'series' ? show.episodes.map(({ title }) => title) : [];
  return fold([show.info.title, show.info.year ?? '', ...titles].join(' '));
};

interface Row {
  readonly n: number;
  /** Folded. */
  readonly title: string;
}

const numberOf = ({ n }: { readonly n: number }): number => n;

type Kind = Show['kind'] | null;

const prepared = (db: Db) => {
  const select = (table: string, where: string, order: string) =>
    db.prepare<[string, Kind, number], Row>(
      `SELECT rowid AS n, title FROM ${table} WHERE ${where} AND kind = ifnull(?, kind)
       ${order} LIMIT ?`,
    );
  const insert = (table: string) =>
    db.prepare(`INSERT INTO ${table} (rowid, title, kind) VALUES (?, ?, ?)`);
  return {
    some: select('words', 'words MATCH ?', ''),
    words: select('words', 'words MATCH ?', 'ORDER BY rank'),
    more: select('more', 'more MATCH ?', 'ORDER BY rank'),
    letters: select('letters', 'letters MATCH ?', 'ORDER BY rank'),
    like: select('letters', 'title LIKE ?', ''),
    addWords: insert('words'),
    addMore: insert('more'),
    addLetters: insert('letters'),
    drops: ['words', 'more', 'letters'].map((it) =>
      db.prepare(`DELETE FROM ${it} WHERE rowid = ?`),
    ),
  };
};
