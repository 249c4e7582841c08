/** hls.js, which loads the beginning of a video before anything else is known of it. */
import Hls, { type ErrorData, Events, type Fragment } from 'hls.js';
import { masterUrl } from '../api.ts';
import { readSettings } from '../settings.ts';
import { isDemanding, isSmooth } from './capabilities.ts';
import { hlsConfig } from './hls-config.ts';
import { candidateOf, factsOf, isChoice, nameOf } from './hls-levels.ts';
import { keptSound } from './kept-tracks.ts';
import { completeSubtitles } from './late-subtitles.ts';
import { highestAutomatic, isCopy, superfluous } from './levels.ts';
import { noteSegments, type SegmentNote } from './segment-notes.ts';
import { wantsTs } from './source.ts';
import { circumstances, MOST_BITS, startQuality } from './start-quality.ts';

/**
 * Seconds. Switched to a copy whose groups of pictures are open, a browser lacks the few pictures
 * before the first key picture, which need what came before them.
 */
const LEADING_PICTURES = 0.5;

/** What a playlist says of sound in a language that nobody has named. */
const UNKNOWN = 'und';

export interface Wanted {
  readonly video: HTMLVideoElement;
  readonly videoId: string;
  /** The track of subtitles that the server draws into the pictures; null: none. */
  readonly drawn: string | null;
  /** Names of renditions that could not be decoded. */
  readonly broken: readonly string[];
  /** The sound track to begin with; null: as it was chosen before, else the default. */
  readonly track: number | null;
  /** Where the viewer wants to be, in seconds: asked once it is to be loaded. */
  readonly position: () => number | Promise<number>;
}

export class BegunHls {
  readonly hls = new Hls(hlsConfig(document.documentElement.classList.contains('tv')));
  readonly lastSegment: () => SegmentNote | null;
  /** The copy that this device is too slow for. */
  roughCopy: string | null = null;
  /** Whether it knows what to load. */
  begun = false;
  closed = false;
  private readonly wanted: Wanted;
  private readonly stopLate: () => void;
  private readonly errors: ErrorData[] = [];

  constructor(wanted: Wanted) {
    const { hls } = this;
    this.wanted = wanted;
    this.lastSegment = noteSegments(hls);
    this.stopLate = completeSubtitles(hls);
    hls.on(Events.ERROR, this.note);
    hls.on(Events.MANIFEST_PARSED, () => void this.begin());
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => this.beginTrack());
    hls.on(Events.FRAG_BUFFERED, (_, { frag }) => this.endShort(frag));
    const container = wantsTs() ? 'ts' : 'fmp4';
    hls.loadSource(masterUrl(wanted.videoId, { container, subtitle: wanted.drawn }));
    hls.attachMedia(wanted.video);
  }

  /** What it has met so far: from now on somebody else listens. */
  handOver(): readonly ErrorData[] {
    this.hls.off(Events.ERROR, this.note);
    return this.errors;
  }

  close(): void {
    this.closed = true;
    this.stopLate();
    this.hls.destroy();
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
    const position = await this.wanted.position();
    if (!this.closed) this.startLoad(position);
  }

  private leaveOutBroken(): void {
    const { levels } = this.hls;
    for (let index = levels.length - 1; index >= 0 && this.hls.levels.length > 1; index--) {
      const level = levels[index];
      if (level !== undefined && this.wanted.broken.indexOf(nameOf(level)) !== -1) {
        this.hls.removeLevel(index);
      }
    }
  }

  private startLoad(position: number): void {
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
    this.begun = true;
    hls.startLevel = start;
    if (quality !== null && isChoice(quality, candidates[start]?.name)) hls.loadLevel = start;
    hls.startLoad(position > 0 ? position : -1);
  }

  /** Before hls.js has chosen one by itself, and loaded it. */
  private beginTrack(): void {
    const { hls } = this;
    if (hls.audioTrack !== -1) return;
    const tracks = hls.audioTracks.map(({ name, lang, default: isDefault }) => ({
      name,
      language: lang === undefined || lang === UNKNOWN ? null : lang,
      default: isDefault,
    }));
    const track = this.wanted.track ?? keptSound(tracks);
    if (track !== null) hls.audioTrack = track;
  }

  /**
   * A browser shows nothing of the last few frames before it knows that no more come, and hls.js
   * does not tell it before something is shown: it waits for the sound track to be switched to.
   */
  private endShort(frag: Fragment): void {
    const { readyState, currentTime } = this.wanted.video;
    if (!frag.endList || readyState > HTMLMediaElement.HAVE_METADATA) return;
    if (currentTime < frag.start) return;
    this.hls.trigger(Events.BUFFER_EOS, { type: frag.type === 'audio' ? 'audio' : 'video' });
  }

  private readonly note = (_: string, data: ErrorData): void => void this.errors.push(data);
}
