/** What is played and what is open over it. Draws nothing: `ui/` does, when this says so. */
import type { Video } from '../api.ts';
import type { Beginning } from './beginning.ts';
import { Captions } from './captions.ts';
import { Casting } from './casting.ts';
import type { Failure } from './failures.ts';
import {
  isFullscreen,
  leaveFullscreen,
  onFullscreenChange,
  toggleFullscreen,
} from './fullscreen.ts';
import type { BegunHls } from './hls-begun.ts';
import { createIdle, type Idle } from './idle.ts';
import { serveMediaKeys } from './media-session.ts';
import type { PageName } from './menu-pages.ts';
import { Playback, STEP } from './playback.ts';
import type { Played } from './renditions.ts';
import { Reporter } from './reporter.ts';
import { Session } from './session.ts';
import { Signal } from './signal.ts';
import { stayAwake } from './wake-lock.ts';
import type { Following, Neighbours } from './what-follows.ts';

/** Of the video element: after these there is something else to show. */
const EVENTS = [
  ...['play', 'pause', 'ended', 'playing', 'waiting', 'seeking', 'seeked', 'canplay', 'emptied'],
  ...['loadedmetadata', 'durationchange', 'volumechange', 'ratechange'],
];
/** How long it says that it goes on where someone stopped, whatever else is hidden. */
const RESUME_MS = 8000;
/** Who has watched on for so many seconds, or has gone elsewhere, wants to be there. */
const RESUME_SECONDS = 60;
const RESUME_BACK = 2;

export interface PlayerOptions {
  readonly video: HTMLVideoElement;
  readonly beginning: Beginning;
  /** What loads it by now, into the element. */
  readonly begun: BegunHls | null;
  /** What fills the screen in full screen, and stays when another video follows. */
  readonly frame: HTMLElement;
  readonly leave: () => void;
  readonly goTo: (following: Following) => void;
}

/** Where two taps went, to be shown there. */
export interface Tapped {
  readonly count: number;
  readonly seconds: number;
}

export class Player {
  readonly facts: Video;
  readonly video: HTMLVideoElement;
  /** Anything but the time. */
  readonly state = new Signal();
  readonly time = new Signal();
  readonly session: Session;
  readonly playback: Playback;
  readonly captions: Captions;
  readonly casting: Casting;
  readonly idle: Idle;
  failure: Failure | null = null;
  /** Pages of the menu, each reached from the one before it; the last is shown. */
  menu: readonly PageName[] | null = null;
  help = false;
  stats = false;
  /** Whether what follows is offered. */
  offering = false;
  dragging = false;
  tapped: Tapped | null = null;
  neighbours: Neighbours = { previous: null, next: null };
  /** Where it went on, as long as somebody may rather begin anew; null: not, or no longer. */
  resumed: number | null;
  /** Whether that has only just happened. */
  justResumed = true;
  private readonly options: PlayerOptions;
  private readonly reporter: Reporter;
  private readonly endings: (() => void)[] = [];

  constructor(facts: Video, options: PlayerOptions) {
    this.facts = facts;
    this.options = options;
    this.video = options.video;
    this.resumed = options.beginning.resumed ? options.beginning.seconds : null;
    const { emit } = this.state;
    this.session = new Session(this.video, {
      facts,
      begun: options.begun,
      events: { changed: emit, failed: (failure) => this.explain(failure) },
    });
    this.playback = new Playback(this.session, facts.duration, emit);
    this.captions = new Captions(this.video, facts.video_id, emit);
    this.casting = new Casting(this.video, this.session, emit);
    this.reporter = new Reporter(this.playback, facts.video_id);
    this.idle = createIdle(() => this.mayHide(), emit);
    this.endings.push(onFullscreenChange(emit), serveMediaKeys(this), stayAwake(this.video));
    this.listen();
  }

  start(): void {
    this.playback.open(this.options.beginning.seconds);
    this.playback.play();
    this.idle.wake();
    this.after(RESUME_MS, () => {
      this.justResumed = false;
    });
  }

  private listen(): void {
    const { video } = this;
    for (const name of EVENTS) video.addEventListener(name, this.state.emit);
    for (const name of ['timeupdate', 'progress']) video.addEventListener(name, this.time.emit);
    video.addEventListener('pause', () => this.idle.wake());
    video.addEventListener('ended', () => {
      this.resumed = null; // nobody begins anew where the next one is offered
      this.offer(true);
    });
    for (const name of ['play', 'seeking']) {
      video.addEventListener(name, () => this.offer(false));
    }
    video.addEventListener('timeupdate', () => {
      const { resumed } = this;
      const since = resumed === null ? 0 : this.playback.time - resumed;
      if (since >= -RESUME_BACK && since <= RESUME_SECONDS) return;
      this.resumed = null;
      this.state.emit();
    });
  }

  close(): void {
    this.idle.stop();
    for (const end of this.endings) end();
    this.casting.close();
    this.reporter.close();
    this.playback.close();
    this.session.close();
  }

  /** What comes before and after it. */
  follow(neighbours: Neighbours): void {
    this.neighbours = neighbours;
    if (this.video.ended) this.offer(true);
    this.state.emit();
  }

  goTo(following: Following | null): void {
    if (following !== null) this.options.goTo(following);
  }

  leave(): void {
    this.options.leave();
  }

  /** Closes what is open, the last first; with nothing open it leaves. */
  back(): void {
    const { menu } = this;
    if (this.help) this.showHelp(false);
    else if (menu !== null) {
      this.set({ menu: menu.length > 1 ? menu.slice(0, -1) : null });
    } else if (this.playback.cancelSeek()) this.state.emit();
    else if (this.offering) this.offer(false);
    else if (this.stats) this.toggleStats();
    else if (isFullscreen()) leaveFullscreen();
    else this.leave();
  }

  /** From the page of the menu that is open, where one is; Back leads back to it. */
  open(page: PageName): void {
    this.set({ menu: [...(this.menu ?? []), page] });
  }

  /** By a button, which closes it as well. */
  toggleMenu(page: PageName): void {
    const isOpen = this.menu !== null && this.menu[0] === page;
    this.set({ menu: isOpen ? null : [page] });
  }

  closeMenu(): void {
    if (this.menu !== null) this.set({ menu: null });
  }

  showHelp(help: boolean): void {
    this.set({ help, menu: null });
  }

  toggleStats(): void {
    this.set({ stats: !this.stats, menu: null });
  }

  offer(offering: boolean): void {
    const possible = offering && this.neighbours.next !== null;
    if (possible !== this.offering) this.set({ offering: possible, menu: null });
  }

  drag(dragging: boolean): void {
    this.set({ dragging });
  }

  fromBeginning(): void {
    this.resumed = null;
    this.playback.seek(0);
    this.state.emit();
  }

  /** To where a chapter begins; back: of this one, unless it has only just begun. */
  seekChapter(direction: -1 | 1): void {
    const { playback } = this;
    const starts = this.facts.chapters.map(({ start }) => start);
    const others = starts.filter((start) =>
      direction === 1 ? start > playback.time : start < playback.time - 2,
    );
    const target = direction === 1 ? others[0] : others[others.length - 1];
    if (target !== undefined) playback.seek(target);
  }

  /** Two taps at a side, and each one more. */
  tapSeek(side: -1 | 1): void {
    const { tapped } = this;
    const goesOn = tapped !== null && tapped.seconds * side > 0;
    const seconds = side * STEP + (goesOn ? tapped.seconds : 0);
    const count = (tapped?.count ?? 0) + 1;
    this.playback.seekBy(side * STEP);
    this.set({ tapped: { count, seconds } });
    this.after(800, () => {
      if (this.tapped?.count === count) this.tapped = null;
    });
  }

  fullscreen(): void {
    toggleFullscreen(this.options.frame, this.video);
  }

  /** From where it was; in another quality if that may help. */
  tryAgain(otherQuality: boolean): void {
    if (otherQuality) this.session.restartOtherwise();
    else this.session.restart();
    this.playback.play();
  }

  /** What it plays, for those who ask why. */
  get played(): Played {
    const { session } = this;
    const source = session.current;
    return {
      shown: source?.shown() ?? null,
      chosen: source?.quality() ?? null,
      all: source?.qualities() ?? [],
      broken: session.brokenRenditions,
      rough: source?.rough() ?? null,
      drawn: session.subtitles.drawn !== null,
    };
  }

  private explain(failure: Failure | null): void {
    this.idle.wake();
    this.set({ failure, menu: null });
  }

  private mayHide(): boolean {
    const used = this.dragging || this.menu !== null || this.help || this.offering;
    return this.playback.playing && !used && this.failure === null;
  }

  private set(change: Partial<Player>): void {
    Object.assign(this, change);
    this.state.emit();
  }

  private after(ms: number, act: () => void): void {
    const timer = window.setTimeout(() => {
      act();
      this.state.emit();
    }, ms);
    this.endings.push(() => window.clearTimeout(timer));
  }
}
