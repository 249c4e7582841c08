/** Keeps a video playing: opens its source, and again where that is what helps. */
import { fetchVideo, type Video } from '../api.ts';
import {
  BUSY,
  backOff,
  CHANGING,
  type Failure,
  failureOf,
  OFFLINE,
  STUCK,
  UNPLAYABLE,
  UNSUPPORTED,
} from './failures.ts';
import type { BegunHls } from './hls-begun.ts';
import { canPlayHlsJs } from './hls-config.ts';
import { HlsSource } from './hls-source.ts';
import { keepSound, keptSound } from './kept-tracks.ts';
import { canPlayNatively, NativeSource } from './native-source.ts';
import type { Problem, Source, SourceOptions } from './source.ts';
import { Subtitles } from './subtitles.ts';

export interface SessionEvents {
  readonly changed: () => void;
  /** Null: all is well again. */
  readonly failed: (failure: Failure | null) => void;
}

export interface SessionOptions {
  readonly facts: Video;
  /** What its first source goes on with, where it was asked for before all this was known. */
  readonly begun: BegunHls | null;
  readonly events: SessionEvents;
}

/** Without this much played in between, the same trouble counts as not overcome. */
const PROGRESS_SECONDS = 10;
const MAX_RELOADS = 3;
const MAX_ATTEMPTS = 6;
/** A new source has arrived when it is this close to where it was sent. */
const ARRIVED_SECONDS = 2;

export class Session {
  readonly video: HTMLVideoElement;
  private readonly facts: Video;
  private readonly events: SessionEvents;
  private begun: BegunHls | null;
  private source: Source | null = null;
  private position = 0;
  /** The sound track that was chosen, whatever the source is. */
  private track: number | null;
  private readonly captions: Subtitles;
  /** Names of renditions that could not be decoded. */
  private broken: readonly string[] = [];
  /** Name of the rendition that was the last to fail. */
  private failed: string | null = null;
  private native = false;
  private arrived = false;
  private failure: Failure | null = null;
  private timer: number | undefined;
  private attempts = 0;
  /** Whether the server did not answer, or could not, when it was asked last. */
  private away = false;
  private reloads = 0;
  private recoveries = 0;
  private troubleAt = 0;

  constructor(video: HTMLVideoElement, { facts, begun, events }: SessionOptions) {
    this.video = video;
    this.facts = facts;
    this.begun = begun;
    this.events = events;
    this.track = keptSound(facts.audio_tracks);
    this.captions = new Subtitles(facts, {
      source: () => this.source,
      reopen: () => this.reopen(),
    });
    video.addEventListener('loadedmetadata', this.arrive);
    video.addEventListener('timeupdate', this.follow);
    video.addEventListener('seeking', this.follow);
    window.addEventListener('online', this.retryNow);
  }

  get brokenRenditions(): readonly string[] {
    return this.broken;
  }

  get subtitles(): Subtitles {
    return this.captions;
  }

  get current(): Source | null {
    return this.source;
  }

  /** Where the viewer is, or will be once a new source has arrived there. */
  get time(): number {
    return this.arrived ? this.video.currentTime : this.position;
  }

  seek(position: number): void {
    this.position = position;
    this.video.currentTime = position;
  }

  chooseTrack(index: number): void {
    this.track = index;
    keepSound(this.facts.audio_tracks[index]);
    if (this.source?.chooseTrack(index) === false) this.reopen();
  }

  /** From where it was, as after a press on “Try again”. */
  restart(broken: readonly string[] = []): void {
    window.clearTimeout(this.timer);
    this.attempts = 0;
    this.reloads = 0;
    this.recoveries = 0;
    this.broken = broken;
    this.settle();
    this.reopen(true);
  }

  /** The same in another quality than the one that failed. */
  restartOtherwise(): void {
    const { failed, broken } = this;
    this.restart(failed === null ? broken : [...broken, failed]);
  }

  /** By the browser's own player, which can send it elsewhere; false where it has none. */
  useNative(native: boolean): boolean {
    if (native && !canPlayNatively(this.video)) return false;
    if (native !== this.native) {
      this.native = native;
      this.reopen();
    }
    return true;
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.video.removeEventListener('loadedmetadata', this.arrive);
    this.video.removeEventListener('timeupdate', this.follow);
    this.video.removeEventListener('seeking', this.follow);
    window.removeEventListener('online', this.retryNow);
    this.source?.close();
    this.source = null;
  }

  /** From where it was, unless `from` says where to begin, in seconds. */
  open(from = this.position): void {
    this.position = from;
    this.source = this.create();
    if (this.source === null) this.fail(UNSUPPORTED);
  }

  private create(): Source | null {
    const options: SourceOptions = {
      video: this.video,
      videoId: this.facts.video_id,
      audioTracks: this.facts.audio_tracks,
      position: () => this.position,
      track: this.track,
      subtitle: this.captions.text,
      drawn: this.captions.drawn,
      broken: this.broken,
      events: {
        changed: this.events.changed,
        loaded: () => this.settle(),
        failed: (problem) => this.meet(problem),
      },
    };
    if (canPlayHlsJs() && !this.native) return new HlsSource(options, this.takeBegun());
    return canPlayNatively(this.video) ? new NativeSource(options) : null;
  }

  /** It has asked for pictures into which nothing is drawn. */
  private takeBegun(): BegunHls | null {
    const { begun } = this;
    this.begun = null;
    if (this.captions.drawn === null) return begun;
    begun?.close();
    return null;
  }

  private reopen(playing = !this.video.paused): void {
    this.shut();
    this.open();
    if (playing) this.video.play().catch(() => undefined);
  }

  private shut(): void {
    this.arrived = false; // closing sends the video to its beginning
    this.source?.close();
    this.source = null;
  }

  /** The viewer may have gone elsewhere since the source was opened. */
  private readonly arrive = (): void => {
    const { video, position } = this;
    if (!this.arrived && video.currentTime !== position) video.currentTime = position;
  };

  private readonly follow = (): void => {
    const { currentTime } = this.video;
    this.arrived ||= Math.abs(currentTime - this.position) < ARRIVED_SECONDS;
    if (!this.arrived) return;
    this.position = currentTime;
    if (Math.abs(currentTime - this.troubleAt) > PROGRESS_SECONDS) {
      this.reloads = 0;
      this.recoveries = 0;
    }
  };

  private meet(problem: Problem): void {
    this.troubleAt = this.position;
    switch (problem.kind) {
      case 'busy':
        this.tell(BUSY);
        break;
      case 'offline':
        this.tell(OFFLINE);
        break;
      case 'stale':
        this.reloads++;
        if (this.reloads > MAX_RELOADS) this.fail(CHANGING);
        else this.reopen();
        break;
      case 'media':
        this.meetDecoder();
        break;
      case 'network':
        void this.diagnose();
    }
  }

  /** A decoder is begun anew once; after that another rendition may suit it. */
  private meetDecoder(): void {
    const { source } = this;
    const name = source?.loaded() ?? null;
    this.recoveries++;
    this.arrived = false;
    if (this.recoveries === 1 && source?.recover() === true) return;
    if (name !== null && (source?.qualities().length ?? 0) > 1) this.leaveOut(name);
    else this.fail(UNPLAYABLE);
  }

  private leaveOut(name: string): void {
    this.recoveries = 0;
    this.broken = [...this.broken, name];
    this.reopen(true);
  }

  /** Players only know that a request failed; the server tells why. */
  private async diagnose(): Promise<void> {
    const { source } = this;
    const failure = await fetchVideo(this.facts.video_id).then(() => null, failureOf);
    if (this.source !== source || source === null) return;
    // Back again: what failed before was not its fault.
    this.attempts = failure === null && this.away ? 1 : this.attempts + 1;
    this.away = failure !== null;
    const final = failure === null ? this.attempts > MAX_ATTEMPTS : !failure.passing;
    if (final) {
      this.fail(failure ?? STUCK);
      return;
    }
    if (failure !== null) this.tell(failure);
    const next = failure === null ? this.retry : () => void this.diagnose();
    const wait = failure === null && this.attempts === 1 ? 0 : backOff(this.attempts);
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(next, wait * 1000);
  }

  private readonly retry = (): void => {
    if (this.source?.resume() !== true) this.reopen();
  };

  private readonly retryNow = (): void => {
    if (this.failure?.passing === true) void this.diagnose();
  };

  /** Media has come. */
  private settle(): void {
    this.attempts = 0;
    this.tell(null);
  }

  private fail(failure: Failure): void {
    window.clearTimeout(this.timer);
    this.failed = this.source?.loaded() ?? null;
    this.shut();
    this.tell(failure);
  }

  private tell(failure: Failure | null): void {
    if (failure === this.failure) return;
    this.failure = failure;
    this.events.failed(failure);
  }
}
