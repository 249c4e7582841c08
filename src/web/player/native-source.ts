/** The browser's own HLS player, where there are no Media Source Extensions. */
import { masterUrl } from '../api.ts';
import { words } from '../words/player.ts';
import { type Quality, type Source, type SourceOptions, wantsTs } from './source.ts';

const HLS = 'application/vnd.apple.mpegurl';

/** As far as old type definitions know it. */
interface NativeTracks {
  readonly length: number;
  readonly [index: number]: { readonly label: string; enabled: boolean };
}

export const canPlayNatively = (video: HTMLVideoElement): boolean => video.canPlayType(HLS) !== '';

/** HEVC exists in HLS as fMP4 only: who plays it knows fMP4. Others get MPEG-TS. */
const knowsFmp4 = (video: HTMLVideoElement): boolean =>
  video.canPlayType(`${HLS}; codecs="hvc1.1.6.L93.B0"`) !== '';

export class NativeSource implements Source {
  private readonly options: SourceOptions;
  private readonly fmp4: boolean;

  constructor(options: SourceOptions) {
    this.options = options;
    this.fmp4 = !wantsTs() && knowsFmp4(options.video);
    const { video } = options;
    video.addEventListener('loadedmetadata', this.ready);
    video.addEventListener('progress', options.events.loaded);
    video.addEventListener('error', this.failed);
    this.load();
  }

  private load(): void {
    const { video, videoId, audioTracks, track, drawn } = this.options;
    const audio = this.fmp4 || !track ? undefined : audioTracks[track]?.track;
    const container = this.fmp4 ? 'fmp4' : 'ts';
    video.src = masterUrl(videoId, { container, audio, subtitle: drawn });
    video.load();
  }

  private readonly ready = (): void => {
    const { track, subtitle, events } = this.options;
    if (subtitle !== null) this.chooseSubtitle(subtitle);
    if (this.fmp4 && track !== null) this.chooseTrack(track);
    else events.changed();
  };

  private readonly failed = (): void => {
    const network = this.options.video.error?.code !== MediaError.MEDIA_ERR_DECODE;
    this.options.events.failed({ kind: network ? 'network' : 'media' });
  };

  qualities(): readonly Quality[] {
    return [];
  }

  quality(): null {
    return null;
  }

  shown(): null {
    return null;
  }

  loaded(): null {
    return null;
  }

  rough(): null {
    return null;
  }

  report(): null {
    return null;
  }

  chooseQuality(): void {}

  tracks(): readonly string[] {
    if (!this.fmp4) return this.options.audioTracks.map(({ name }) => name);
    return this.nativeTracks().map(({ label }, index) => label || words.menu.track(index + 1));
  }

  track(): number {
    if (!this.fmp4) return this.options.track ?? 0;
    return this.nativeTracks().findIndex(({ enabled }) => enabled);
  }

  /** MPEG-TS carries one track: another is another playlist. */
  chooseTrack(index: number): boolean {
    if (!this.fmp4) return false;
    for (const [at, track] of this.nativeTracks().entries()) track.enabled = at === index;
    this.options.events.changed();
    return true;
  }

  subtitles(): readonly string[] {
    return this.textTracks().map(({ label }, index) => label || words.menu.track(index + 1));
  }

  subtitle(): number {
    return this.textTracks().findIndex(({ mode }) => mode === 'showing');
  }

  chooseSubtitle(index: number): void {
    for (const [at, track] of this.textTracks().entries()) {
      track.mode = at === index ? 'showing' : 'disabled';
    }
    this.options.events.changed();
  }

  /** As the playlist has them: WebKit has a kind `forced`, too. */
  private textTracks(): TextTrack[] {
    return Array.from(this.options.video.textTracks).filter(
      ({ kind }) => kind !== 'metadata' && kind !== 'chapters',
    );
  }

  private nativeTracks(): { readonly label: string; enabled: boolean }[] {
    const { audioTracks } = this.options.video as { readonly audioTracks?: NativeTracks };
    return audioTracks === undefined ? [] : Array.from(audioTracks);
  }

  resume(): boolean {
    return false;
  }

  recover(): boolean {
    return false;
  }

  close(): void {
    const { video, events } = this.options;
    video.removeEventListener('loadedmetadata', this.ready);
    video.removeEventListener('progress', events.loaded);
    video.removeEventListener('error', this.failed);
    video.removeAttribute('src');
    video.load();
  }
}
