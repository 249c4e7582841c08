/** hls.js on Media Source Extensions. */
import type Hls from 'hls.js';
import { type ErrorData, ErrorTypes, Events, type Fragment } from 'hls.js';
import { changeSettings, readSettings } from '../settings.ts';
import { isDemanding, isSmooth } from './capabilities.ts';
import { ClosedCaptions } from './closed-captions.ts';
import { BegunHls } from './hls-begun.ts';
import { candidateOf, factsOf, isChoice, nameOf, qualityOf } from './hls-levels.ts';
import { completeSubtitles } from './late-subtitles.ts';
import { highestAutomatic, isCopy, superfluous } from './levels.ts';
import { noteSegments, type SegmentNote } from './segment-notes.ts';
import type { Problem, Quality, Report, Source, SourceOptions } from './source.ts';
import { circumstances, MOST_BITS, startQuality } from './start-quality.ts';

/**
 * Seconds. Switched to a copy whose groups of pictures are open, a browser lacks the few pictures
 * before the first key picture, which need what came before them.
 */
const LEADING_PICTURES = 0.5;
/** Seconds after which somebody who has chosen another quality expects to see it. */
const SOON = 10;

export class HlsSource implements Source {
  readonly hls: Hls;
  private readonly options: SourceOptions;
  private readonly captions: ClosedCaptions;
  private readonly stopLate: () => void;
  private readonly lastSegment: () => SegmentNote | null;
  /** The copy that this device is too slow for. */
  private roughCopy: string | null = null;
  /** The subtitles that were chosen; null: none were. */
  private wanted: number | null;
  private parsed = false;
  private closed = false;
  /** The element's error that was told of: hls.js may tell of it, too. */
  private told: MediaError | null = null;

  /** `begun`: null where nobody has asked for the video yet. */
  constructor(options: SourceOptions, begun: BegunHls | null) {
    const { events, video, videoId, drawn } = options;
    const start = begun ?? new BegunHls(videoId, drawn);
    this.options = options;
    this.hls = start.hls;
    this.hls.on(Events.MANIFEST_PARSED, () => void this.begin());
    this.hls.on(Events.LEVEL_SWITCHED, () => events.changed());
    this.hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.beginTrack());
    this.hls.on(Events.AUDIO_TRACK_SWITCHED, () => events.changed());
    this.hls.on(Events.SUBTITLE_TRACKS_UPDATED, () => void this.beginSubtitles());
    this.hls.on(Events.SUBTITLE_TRACK_SWITCH, () => events.changed());
    this.hls.on(Events.FRAG_BUFFERED, (_, { frag }) => {
      this.endShort(frag);
      events.loaded();
    });
    this.hls.on(Events.ERROR, (_, data) => this.heed(data));
    this.wanted = options.subtitle;
    this.captions = new ClosedCaptions(this.hls, video, this.heedCaptions);
    this.stopLate = completeSubtitles(this.hls);
    this.lastSegment = noteSegments(this.hls);
    this.hls.attachMedia(video);
    // Once all is in the buffer hls.js has nothing to do that would fail.
    video.addEventListener('error', this.broke);
    const met = start.handOver();
    if (this.hls.levels.length > 0) void this.begin();
    else for (const data of met) this.heed(data);
  }

  private async begin(): Promise<void> {
    const { hls } = this;
    const groups = hls.allAudioTracks.map(({ groupId }) => groupId);
    for (const index of superfluous(hls.levels.map(factsOf), groups)) hls.removeLevel(index);
    this.leaveOutBroken();
    const copy = hls.levels.filter((level) => isCopy(nameOf(level)))[0];
    if (copy !== undefined && isDemanding(copy) && !(await isSmooth(copy))) {
      this.roughCopy = nameOf(copy);
    }
    if (!this.closed) this.startLoad();
  }

  private leaveOutBroken(): void {
    const { levels } = this.hls;
    for (let index = levels.length - 1; index >= 0 && this.hls.levels.length > 1; index--) {
      const level = levels[index];
      if (level !== undefined && this.options.broken.indexOf(nameOf(level)) !== -1) {
        this.hls.removeLevel(index);
      }
    }
  }

  private startLoad(): void {
    const { hls, roughCopy } = this;
    const { levels } = hls;
    const { quality } = readSettings();
    const candidates = levels.map(candidateOf);
    if (levels.some((level) => isCopy(nameOf(level)))) {
      const most = roughCopy === null ? MOST_BITS : 0;
      hls.autoLevelCapping = highestAutomatic(levels.map(factsOf), most);
      hls.config.maxBufferHole = LEADING_PICTURES;
    }
    const start = startQuality(candidates, circumstances(quality, roughCopy));
    hls.startLevel = start;
    if (quality !== null && isChoice(quality, candidates[start]?.name)) hls.loadLevel = start;
    this.parsed = true;
    const position = this.options.position();
    hls.startLoad(position > 0 ? position : -1);
    this.options.events.changed();
  }

  /** Before hls.js has chosen one by itself, and loaded it. */
  private beginTrack(): void {
    const { track, events } = this.options;
    if (track !== null && this.hls.audioTrack === -1) this.hls.audioTrack = track;
    events.changed();
  }

  /** Behind hls.js, which chooses its default once all have heard of the tracks. */
  private async beginSubtitles(): Promise<void> {
    await null;
    if (this.closed) return;
    if (this.wanted !== null) this.showSubtitle(this.wanted);
    this.options.events.changed();
  }

  /** Nobody knows of captions before they come: what was chosen may have waited for them. */
  private readonly heedCaptions = (): void => {
    const { wanted, hls } = this;
    if (wanted !== null && wanted >= hls.subtitleTracks.length) this.showSubtitle(wanted);
    this.options.events.changed();
  };

  /**
   * A browser shows nothing of the last few frames before it knows that no more come, and hls.js
   * does not tell it before something is shown: it waits for the sound track to be switched to.
   */
  private endShort(frag: Fragment): void {
    const { readyState, currentTime } = this.options.video;
    if (!frag.endList || readyState > HTMLMediaElement.HAVE_METADATA) return;
    if (currentTime < frag.start) return;
    this.hls.trigger(Events.BUFFER_EOS, { type: frag.type === 'audio' ? 'audio' : 'video' });
  }

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
      if (!this.closed) this.options.events.failed(problem);
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
    return this.roughCopy;
  }

  loaded(): string | null {
    const { currentLevel, loadLevel } = this.hls;
    return this.at(currentLevel === -1 ? loadLevel : currentLevel)?.name ?? null;
  }

  report(): Report | null {
    const { videoCodec, audioCodec } = this.hls.levels[this.hls.currentLevel] ?? {};
    const codecs = [videoCodec, audioCodec].filter(Boolean).join(', ');
    return { codecs, bandwidth: this.hls.bandwidthEstimate, segment: this.lastSegment() };
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
    this.wanted = index;
    this.showSubtitle(index);
    this.options.events.changed();
  }

  private showSubtitle(index: number): void {
    const { length } = this.hls.subtitleTracks;
    this.hls.subtitleTrack = index < length ? index : -1;
    this.captions.show(index - length);
  }

  resume(): boolean {
    if (this.parsed) this.hls.startLoad();
    return this.parsed;
  }

  recover(): boolean {
    this.hls.recoverMediaError();
    return true;
  }

  close(): void {
    this.closed = true;
    this.options.video.removeEventListener('error', this.broke);
    this.captions.close();
    this.stopLate();
    this.hls.destroy();
  }
}

/** hls.js then tries again without end, and without a word. */
const isOffline = (type: string): boolean =>
  type === ErrorTypes.NETWORK_ERROR && navigator.onLine === false;

/** Null for what hls.js copes with by itself. */
const problemOf = ({ fatal, type, response }: ErrorData): Problem | null => {
  if (response?.code === 410) return { kind: 'stale' };
  if (!fatal && response?.code === 503) return { kind: 'busy' };
  if (!fatal) return isOffline(type) ? { kind: 'offline' } : null;
  return { kind: type === ErrorTypes.NETWORK_ERROR ? 'network' : 'media' };
};
