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
  CREATE VIRTUAL TABLE words USING fts5(title, more, prefix = '1 2 3');
  CREATE VIRTUAL TABLE letters USING fts5(title, tokenize = 'trigram');
`;

/** Shows between two chances to do something else. */
const STEP = 25;

/** Looked at for what may have been meant. */
const CANDIDATES = 120;

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

  /** The likeliest first. */
  find(text: string, limit: number): Show[] {
    const wanted = fold(text);
    if (wanted === '') return [];
    const found = new Set(this.#byWords(wanted, limit));
    if (found.size < limit) for (const n of this.#within(wanted, limit)) found.add(n);
    if (found.size === 0) for (const n of this.#meant(wanted)) found.add(n);
    return [...found].slice(0, limit).flatMap((n) => this.#shows.get(n) ?? []);
  }

  close(): void {
    this.#db.close();
  }

  /** Each word begins like one of the title's, or else of its episodes' titles. */
  #byWords(wanted: string, limit: number): number[] {
    const words = wanted.split(' ').map((word) => `"${word}" *`);
    const rows = this.#statements.words.all(words.join(' '), limit);
    const fit = ({ title }: Row): number =>
      Number(title === wanted) * 2 + Number(title.startsWith(wanted));
    // A stable sort: rank counts among equals.
    return rows.sort((a, b) => fit(b) - fit(a)).map(({ n }) => n);
  }

  /** Anywhere in the title: some languages put no spaces between words. */
  #within(wanted: string, limit: number): number[] {
    if (wanted.length >= 3) return this.#statements.letters.all(`"${wanted}"`, limit).map(numberOf);
    const hasNoWords = /[^\p{Script=Latin}\p{N} ]/u.test(wanted);
    return hasNoWords ? this.#statements.like.all(`%${wanted}%`, limit).map(numberOf) : [];
  }

  /** With some letters wrong. Candidates share three letters in a row, or the first two. */
  #meant(wanted: string): number[] {
    const words = wanted.split(' ').filter((word) => word.length > 3);
    const triples = words.flatMap((word) =>
      Array.from({ length: word.length - 2 }, (_, at) => `"${word.slice(at, at + 3)}"`),
    );
    if (triples.length === 0) return [];
    const starts = words.map((word) => `"${word.slice(0, 2)}" *`);
    const candidates = [
      ...this.#statements.letters.all([...new Set(triples)].join(' OR '), CANDIDATES),
      ...this.#statements.words.all(`title : (${starts.join(' OR ')})`, CANDIDATES),
    ];
    const meant = candidates.flatMap(({ n, title }) => {
      const errors = isMeant(wanted, title);
      return errors === null ? [] : [{ n, errors }];
    });
    return meant.sort((a, b) => a.errors - b.errors).map(({ n }) => n);
  }

  #add(show: Show): void {
    const n = this.#next++;
    this.#numbers.set(show, n);
    this.#shows.set(n, show);
    const title = fold(show.info.title);
    this.#statements.addWords.run(n, title, more(show));
    this.#statements.addLetters.run(n, title);
  }

  #drop(show: Show): void {
    const n = this.#numbers.get(show);
    if (n === undefined) return;
    this.#numbers.delete(show);
    this.#shows.delete(n);
    this.#statements.dropWords.run(n);
    this.#statements.dropLetters.run(n);
  }
}

/** What a show is found by besides its title. */
const more = (show: Show): string => {
  const titles = show.kind === 'series' ? show.episodes.map(({ title }) => title) : [];
  return fold([show.info.year ?? '', ...titles].join(' '));
};

interface Row {
  readonly n: number;
  /** Folded. */
  readonly title: string;
}

const numberOf = ({ n }: Row): number => n;

const prepared = (db: Db) => ({
  words: db.prepare<[string, number], Row>(
    `SELECT rowid AS n, title FROM words WHERE words MATCH ?
     ORDER BY bm25(words, 10, 1) LIMIT ?`,
  ),
  letters: db.prepare<[string, number], Row>(
    'SELECT rowid AS n, title FROM letters WHERE letters MATCH ? ORDER BY rank LIMIT ?',
  ),
  like: db.prepare<[string, number], Row>(
    'SELECT rowid AS n, title FROM letters WHERE title LIKE ? ORDER BY length(title) LIMIT ?',
  ),
  addWords: db.prepare('INSERT INTO words (rowid, title, more) VALUES (?, ?, ?)'),
  addLetters: db.prepare('INSERT INTO letters (rowid, title) VALUES (?, ?)'),
  dropWords: db.prepare('DELETE FROM words WHERE rowid = ?'),
  dropLetters: db.prepare('DELETE FROM letters WHERE rowid = ?'),
});
