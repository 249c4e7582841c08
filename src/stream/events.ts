/** What changes, told to all who listen, as server-sent events. */
import type { Library } from '../library/library.ts';
import type { Shelved } from '../library/shows/shelf.ts';
import type { ScanReport } from './scan-report.ts';

/** One who listens. Nothing is kept for one who is behind. */
export interface Listener {
  readonly isBehind: boolean;
  send(text: string): void;
  /** Ends the connection, and the client comes back. */
  cut(): void;
  end(): void;
}

export interface EventsOptions {
  readonly library: Pick<Library, 'shelved' | 'away'> & {
    readonly summaries: Pick<Library['summaries'], 'onLearned'>;
  };
  readonly scan: Pick<ScanReport, 'now'>;
}

/** How often anything is told. */
const TICK_MS = 500;

/** The server cuts off who was sent nothing for ten seconds. */
const BEAT_TICKS = 8;

/** How often it is told what was read in files: many are read in a row. */
const LEARNED_TICKS = 4;

/** Changes that somebody who comes back is told. */
const KEPT = 100;

/** Shows that are named; more are as good as all. */
const MOST = 1000;

interface Change {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  /** So much has changed, or so long ago, that it has to be asked for anew. */
  readonly all: boolean;
}

const ALL: Change = { added: [], changed: [], removed: [], all: true };

export class Events {
  readonly #options: EventsOptions;
  readonly #listeners = new Set<Listener>();
  /** Of those who were behind: they have missed something. */
  readonly #late = new Set<Listener>();
  /** Numbers of another run mean nothing. */
  readonly #run = Date.now().toString(36);
  readonly #kept = new Map<number, string>();
  #number = 0;
  /** Videos of which more is known than was told. */
  #learned = new Set<string>();
  #shelved: Shelved | null = null;
  #away = '';
  #scan = '';
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(options: EventsOptions) {
    this.#options = options;
    options.library.summaries.onLearned((videoId) => this.#learned.add(videoId));
  }

  /** `last`: the id of what the listener heard last; empty for none. @returns how to leave */
  listen(listener: Listener, last: string): () => void {
    if (this.#isClosed) {
      listener.end();
      return () => undefined;
    }
    listener.send(`retry: 2000\nid: ${this.#id(this.#number)}\n\n`);
    listener.send(event('scan', this.#options.scan.now()));
    for (const text of this.#missedSince(last)) listener.send(text);
    this.#listeners.add(listener);
    this.#heed(); // so that all that changes from now on is told
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS).unref();
    return () => this.#leave(listener);
  }

  /** How many listen. */
  get listeners(): number {
    return this.#listeners.size;
  }

  close(): void {
    this.#isClosed = true;
    for (const listener of [...this.#listeners]) listener.end();
    clearInterval(this.#timer);
  }

  #leave(listener: Listener): void {
    this.#listeners.delete(listener);
    this.#late.delete(listener);
    if (this.#listeners.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #id(number: number): string {
    return `${this.#run}-${number}`;
  }

  /** All of it, or that all has to be asked for. */
  #missedSince(last: string): string[] {
    if (last === '') return [];
    const [run, number] = last.split('-');
    const heard = run === this.#run ? Number(number) : Number.NaN;
    const missed: string[] = [];
    for (let at = heard + 1; at <= this.#number; at++) {
      const kept = this.#kept.get(at);
      if (kept === undefined) return [this.#told(ALL)];
      missed.push(kept);
    }
    return Number.isInteger(heard) && heard <= this.#number ? missed : [this.#told(ALL)];
  }

  #tick(): void {
    this.#tellScan();
    this.#heed();
    if (++this.#ticks % BEAT_TICKS === 0) this.#beat();
  }

  #heed(): void {
    this.#tellChanges().catch(() => undefined); // the next tick tries again
  }

  #tellScan(): void {
    const text = event('scan', this.#options.scan.now());
    if (text === this.#scan) return;
    this.#scan = text;
    // Whoever is behind hears the next one.
    for (const listener of this.#listeners) if (!listener.isBehind) listener.send(text);
  }

  async #tellChanges(): Promise<void> {
    const { library } = this.#options;
    const shelved = await library.shelved();
    const away = [...library.away()].sort().join('\0');
    const [before, wasAway] = [this.#shelved, this.#away];
    [this.#shelved, this.#away] = [shelved, away];
    const learned = this.#takeLearned();
    if (before === null) return;
    if (before === shelved && wasAway === away && learned.size === 0) return;
    const change = wasAway === away ? changeBetween(before, shelved, learned) : ALL;
    if (isNothing(change)) return;
    this.#number++;
    const text = this.#told(change);
    this.#kept.set(this.#number, text);
    this.#kept.delete(this.#number - KEPT);
    for (const listener of this.#listeners) {
      if (listener.isBehind) this.#late.add(listener);
      // Its number would say that what was missed was heard.
      else listener.send(this.#late.delete(listener) ? this.#told(ALL) : text);
    }
  }

  #takeLearned(): ReadonlySet<string> {
    if (this.#ticks % LEARNED_TICKS !== 0) return new Set();
    const learned = this.#learned;
    this.#learned = new Set();
    return learned;
  }

  #told(change: Change): string {
    return event('library', change, this.#id(this.#number));
  }

  /** Keeps connections alive, and finds those that are none any more. */
  #beat(): void {
    for (const listener of [...this.#listeners]) {
      if (listener.isBehind) listener.cut();
      else if (this.#late.delete(listener)) listener.send(this.#told(ALL));
      else listener.send(':\n\n');
    }
  }
}

const event = (name: string, data: object, id?: string): string =>
  `event: ${name}\n${id === undefined ? '' : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;

/** `learned`: videos of which more is known. */
const changeBetween = (before: Shelved, after: Shelved, learned: ReadonlySet<string>): Change => {
  const { added, changed, removed } = before === after ? SAME : changesBetween(before, after);
  const told = new Set(changed);
  for (const videoId of learned) {
    const id = after.byVideo.get(videoId)?.show.info.id;
    if (id !== undefined && before.byId.has(id)) told.add(id);
  }
  const count = added.length + told.size + removed.length;
  return count > MOST ? ALL : { added, changed: [...told], removed, all: false };
};

const SAME: Change = { added: [], changed: [], removed: [], all: false };

/** A show that is the same object is the same show. */
const changesBetween = ({ byId: before }: Shelved, { byId: after }: Shelved): Change => {
  const added: string[] = [];
  const changed: string[] = [];
  for (const [id, show] of after) {
    const known = before.get(id);
    if (known === undefined) added.push(id);
    else if (known !== show) changed.push(id);
  }
  const removed = [...before.keys()].filter((id) => !after.has(id));
  return { added, changed, removed, all: false };
};

const isNothing = ({ added, changed, removed, all }: Change): boolean =>
  !all && added.length + changed.length + removed.length === 0;
