/** hls.js on Media Source Extensions. */
import type Hls from 'hls.js';
import { type ErrorData, ErrorTypes, Events } from 'hls.js';
import { changeSettings } from '../settings.ts';
import { ClosedCaptions } from './closed-captions.ts';
import { BegunHls, STALE } from './hls-begun.ts';
import { nameOf, qualityOf } from './hls-levels.ts';
import { isCopy } from './levels.ts';
import type { Problem, Quality, Report, Source, SourceOptions } from './source.ts';

/** Seconds after which somebody who has chosen another quality expects to see it. */
const SOON = 10;

export class HlsSource implements Source {
  readonly hls: Hls;
  private readonly begun: BegunHls;
  private readonly options: SourceOptions;
  private readonly captions: ClosedCaptions;
  /** The subtitles that were chosen; null: none were. */
  private wantedSubtitle: number | null;
  /** The element's error that was told of: hls.js may tell of it, too. */
  private told: MediaError | null = null;

  /** `begun`: null where nobody has asked for the video yet. */
  constructor(options: SourceOptions, begun: BegunHls | null) {
    const { events, video } = options;
    this.options = options;
    const sound = (): number | null => options.track;
    this.begun = begun ?? new BegunHls(options, sound);
    this.begun.load();
    this.hls = this.begun.hls;
    this.hls.on(Events.LEVEL_SWITCHING, () => events.changed());
    this.hls.on(Events.LEVEL_SWITCHED, () => events.changed());
    this.hls.on(Events.AUDIO_TRACKS_UPDATED, () => events.changed());
    this.hls.on(Events.AUDIO_TRACK_SWITCHED, () => events.changed());
    this.hls.on(Events.SUBTITLE_TRACKS_UPDATED, () => void this.beginSubtitles());
    this.hls.on(Events.SUBTITLE_TRACK_SWITCH, () => events.changed());
    this.hls.on(Events.FRAG_BUFFERED, () => events.loaded());
    this.hls.on(Events.ERROR, (_, data) => this.heed(data));
    this.wantedSubtitle = options.subtitle;
    this.captions = new ClosedCaptions(this.hls, video, this.heedCaptions);
    // Once all is in the buffer hls.js has nothing to do that would fail.
    video.addEventListener('error', this.broke);
    if (this.hls.levels.length > 0) void this.beginSubtitles();
    for (const data of this.begun.takeOver(options, sound)) this.heed(data);
    if (video.error !== null) this.broke();
  }

  /** Behind hls.js, which chooses its default once all have heard of the tracks. */
  private async beginSubtitles(): Promise<void> {
    await null;
    if (this.begun.closed) return;
    if (this.wantedSubtitle !== null) this.showSubtitle(this.wantedSubtitle);
    this.options.events.changed();
  }

  /** Nobody knows of captions before they come: what was chosen may have waited for them. */
  private readonly heedCaptions = (): void => {
    const { wantedSubtitle: wanted, hls } = this;
    if (wanted !== null && wanted >= hls.subtitleTracks.length) this.showSubtitle(wanted);
    this.options.events.changed();
  };

  private heed(data: ErrorData): void {
    const problem = problemOf(data);
    if (problem !== null) this.fail(problem);
  }

  private readonly broke = (): void => this.fail({ kind: 'media' });

  private fail(problem: Problem): void {
    const { error } = this.options.video;
    if (problem.kind === 'media' && error !== null && error === this.told) return;
    this.told = error;
    // hls.js has more to do with this error, and must not be closed meanwhile.
    window.setTimeout(() => {
      if (!this.begun.closed) this.options.events.failed(problem);
    });
  }

  qualities(): readonly Quality[] {
    const all = this.hls.levels.map(qualityOf).reverse();
    const copies = all.filter(({ name }) => isCopy(name));
    return copies.concat(all.filter(({ name }) => !isCopy(name)));
  }

  quality(): Quality | null {
    return this.hls.autoLevelEnabled ? null : this.at(this.hls.manualLevel);
  }

  shown(): Quality | null {
    return this.at(this.hls.currentLevel);
  }

  rough(): string | null {
    return this.begun.roughCopy;
  }

  loaded(): string | null {
    const { currentLevel, loadLevel } = this.hls;
    return this.at(currentLevel === -1 ? loadLevel : currentLevel)?.name ?? null;
  }

  report(): Report | null {
    const { videoCodec, audioCodec } = this.hls.levels[this.hls.currentLevel] ?? {};
    const codecs = [videoCodec, audioCodec].filter(Boolean).join(', ');
    return { codecs, bandwidth: this.hls.bandwidthEstimate, segment: this.begun.lastSegment() };
  }

  private at(index: number): Quality | null {
    const level = this.hls.levels[index];
    return level === undefined ? null : qualityOf(level);
  }

  chooseQuality(quality: Quality | null): void {
    const name = quality?.name ?? null;
    changeSettings({ quality: name });
    const index = this.hls.levels.findIndex((level) => nameOf(level) === name);
    if (index < 0) this.hls.nextLevel = index;
    else if (this.options.video.paused || !(this.switchNext(index) || this.loadsMoreSoon())) {
      this.hls.currentLevel = index; // also of what is on the screen
    }
    this.options.events.changed();
  }

  /**
   * Plays on, in the level for what comes next. False where hls.js keeps all that it has: on a slow
   * line none of it is far enough ahead to come in time once more.
   */
  private switchNext(index: number): boolean {
    let dropsAhead = false;
    const note = (_: string, { endOffset }: { endOffset: number }): void => {
      dropsAhead ||= endOffset === Number.POSITIVE_INFINITY;
    };
    this.hls.on(Events.BUFFER_FLUSHING, note);
    this.hls.nextLevel = index;
    this.hls.off(Events.BUFFER_FLUSHING, note);
    return dropsAhead;
  }

  /** Whether what is loaded next is seen soon, and surely not on its way in the former level. */
  private loadsMoreSoon(): boolean {
    const { buffered, currentTime, duration } = this.options.video;
    const end = buffered.length === 0 ? currentTime : buffered.end(buffered.length - 1);
    return end - currentTime < SOON && duration - end > SOON;
  }

  tracks(): readonly string[] {
    return this.hls.audioTracks.map(({ name }) => name);
  }

  track(): number {
    return this.hls.audioTrack;
  }

  chooseTrack(index: number): boolean {
    this.hls.audioTrack = index;
    this.options.events.changed();
    return true;
  }

  subtitles(): readonly string[] {
    return [...this.hls.subtitleTracks.map(({ name }) => name), ...this.captions.names()];
  }

  subtitle(): number {
    const { subtitleTrack, subtitleTracks } = this.hls;
    const shown = this.captions.shown();
    return subtitleTrack === -1 && shown !== -1 ? subtitleTracks.length + shown : subtitleTrack;
  }

  chooseSubtitle(index: number): void {
    this.wantedSubtitle = index;
    this.showSubtitle(index);
    this.options.events.changed();
  }

  private showSubtitle(index: number): void {
    const { length } = this.hls.subtitleTracks;
    this.hls.subtitleTrack = index < length ? index : -1;
    this.captions.show(index - length);
  }

  resume(): boolean {
    const { loading } = this.begun;
    if (loading) this.hls.startLoad();
    return loading;
  }

  recover(): boolean {
    this.hls.recoverMediaError();
    return true;
  }

  close(): void {
    this.options.video.removeEventListener('error', this.broke);
    this.captions.close();
    this.begun.close();
  }
}

/** hls.js then tries again without end, and without a word. */
const isOffline = (type: string): boolean =>
  type === ErrorTypes.NETWORK_ERROR && navigator.onLine === false;

/** Null for what hls.js copes with by itself. */
const problemOf = ({ fatal, type, response }: ErrorData): Problem | null => {
  if (response?.code === STALE) return { kind: 'stale' };
  if (!fatal && response?.code === 503) return { kind: 'busy' };
  if (!fatal) return isOffline(type) ? { kind: 'offline' } : null;
  return { kind: type === ErrorTypes.NETWORK_ERROR ? 'network' : 'media' };
};
