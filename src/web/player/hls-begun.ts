/** hls.js, which loads the beginning of a video before anything else is known of it. */
import Hls, { type ErrorData, Events, type Fragment } from 'hls.js';
import { masterUrl } from '../api.ts';
import { readSettings, type TrackName } from '../settings.ts';
import { isDemanding, isSmooth } from './capabilities.ts';
import { hlsConfig } from './hls-config.ts';
import { candidateOf, factsOf, isChoice, nameOf } from './hls-levels.ts';
import { completeSubtitles } from './late-subtitles.ts';
import { highestAutomatic, isCopy, superfluous } from './levels.ts';
import { noteSegments, type SegmentNote } from './segment-notes.ts';
import { type Wanted, wantsTs } from './source.ts';
import { circumstances, MOST_BITS, startQuality } from './start-quality.ts';

/**
 * Seconds. Switched to a copy whose groups of pictures are open, a browser lacks the few pictures
 * before the first key picture, which need what came before them.
 */
const LEADING_PICTURES = 0.5;

/** Seconds: not so far that what is loaded from elsewhere would not be of use. */
const NEAR = 10;

/** What a playlist says of sound in a language that nobody has named. */
const UNKNOWN = 'und';

/** Status of the answer where the file has changed since its playlist was made. */
export const STALE = 410;

type Sound = TrackName & { readonly default: boolean };

/** Index of the sound track to begin with, among those of the playlist; null: the default. */
type ChooseSound = (tracks: readonly Sound[]) => number | null;

export class BegunHls {
  readonly hls = new Hls(hlsConfig(document.documentElement.classList.contains('tv')));
  readonly lastSegment: () => SegmentNote | null;
  /** The copy that this device is too slow for. */
  roughCopy: string | null = null;
  /** Whether it loads media, and goes on with that after trouble. */
  loading = false;
  closed = false;
  private wanted: Wanted;
  private chooseSound: ChooseSound;
  private readonly stopLate: () => void;
  /** Seconds: where its media was to begin. */
  private begunAt = 0;
  private readonly errors: ErrorData[] = [];
  /** Whether it knows what there is. */
  private ready = false;

  /** Asks what there is, and loads no media. */
  constructor(wanted: Wanted, chooseSound: ChooseSound) {
    const { hls } = this;
    this.wanted = wanted;
    this.chooseSound = chooseSound;
    this.lastSegment = noteSegments(hls);
    this.stopLate = completeSubtitles(hls);
    hls.on(Events.ERROR, this.note);
    hls.on(Events.MANIFEST_PARSED, () => void this.begin());
    hls.on(Events.AUDIO_TRACKS_UPDATED, () => {
      if (hls.audioTrack === -1) this.takeSound(); // before hls.js takes its default, and loads it
    });
    hls.on(Events.FRAG_BUFFERED, (_, { frag }) => this.endShort(frag));
    const container = wantsTs() ? 'ts' : 'fmp4';
    hls.loadSource(masterUrl(wanted.videoId, { container, subtitle: wanted.drawn }));
  }

  /** Loads its media, too. */
  load(): void {
    const { hls, wanted } = this;
    if (hls.media !== null) return;
    if (this.ready) hls.stopLoad(); // else it loads the beginning, wherever the place is
    hls.config.startFragPrefetch = true; // while the browser makes its buffers
    hls.attachMedia(wanted.video);
    if (this.ready) this.startAtPlace();
  }

  /** Whether something has failed that it does not overcome by itself. */
  get failed(): boolean {
    return this.errors.length > 0;
  }

  /** From now on somebody else knows what is wanted, and listens: gets what has failed so far. */
  takeOver(wanted: Wanted, chooseSound: ChooseSound): readonly ErrorData[] {
    this.wanted = wanted;
    this.chooseSound = chooseSound;
    if (this.hls.audioTrack !== -1) this.takeSound();
    if (this.loading) this.goTo(wanted.position());
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
    if (this.closed) return;
    this.ready = true;
    if (hls.media === null) this.startLoad(0);
    else this.startAtPlace();
  }

  /** At once where the place is known: before the screen is drawn, which takes a while. */
  private startAtPlace(): void {
    const place = this.wanted.position();
    if (typeof place === 'number') this.loadFrom(place);
    // What is wanted may be somebody else's by then.
    else void place.then(() => this.wanted.position()).then((known) => this.loadFrom(known));
  }

  private loadFrom(position: number): void {
    if (this.closed) return;
    this.loading = true;
    this.startLoad(position);
  }

  /** Where it has begun elsewhere; from nearby the session goes there once there is metadata. */
  private goTo(place: number | Promise<number>): void {
    const { hls } = this;
    const { video } = this.wanted;
    if (typeof place !== 'number' || place === this.begunAt) return;
    if (video.readyState >= HTMLMediaElement.HAVE_METADATA) {
      video.currentTime = place;
    } else if (Math.abs(place - this.begunAt) > NEAR) {
      hls.stopLoad();
      this.startLoad(place);
    }
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

  /** Of playlists, and of media once there is somewhere to put it. */
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
    hls.startLevel = start;
    if (quality !== null && isChoice(quality, candidates[start]?.name)) hls.loadLevel = start;
    this.begunAt = position;
    hls.startLoad(position);
  }

  private takeSound(): void {
    const { hls } = this;
    const tracks = hls.audioTracks.map(({ name, lang, default: isDefault }) => ({
      name,
      language: lang === undefined || lang === UNKNOWN ? null : lang,
      default: isDefault,
    }));
    const track = this.chooseSound(tracks);
    if (track !== null && track !== hls.audioTrack) hls.audioTrack = track;
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

  /** What passes is told again while it lasts. */
  private readonly note = (_: string, data: ErrorData): void => {
    if (data.fatal || data.response?.code === STALE) this.errors.push(data);
  };
}
