/** hls.js, asking for what there is of a video before anything else is known of it. */
import Hls, { type ErrorData, Events, type HlsConfig } from 'hls.js';
import { masterUrl } from '../api.ts';
import { PromptSound } from './prompt-sound.ts';
import { wantsTs } from './source.ts';

/** A cold segment of a large film on a slow disk takes long, and is worth waiting for. */
const FIRST_BYTE_MS = 60_000;
const TELEVISION_BUFFER = 30e6;

const config = (isTelevision: boolean): Partial<HlsConfig> => ({
  autoStartLoad: false, // not before the start level is known
  startFragPrefetch: true,
  testBandwidth: false, // else a segment is made only to measure the line
  abrEwmaDefaultEstimate: 20e6,
  maxBufferLength: 20,
  maxMaxBufferLength: 30, // each second ahead is a second that the server has to encode
  backBufferLength: 30,
  maxBufferHole: 0.1,
  progressive: false,
  lowLatencyMode: false,
  capLevelToPlayerSize: false,
  audioStreamController: PromptSound,
  enableWorker: false, // fMP4 passes through: copying it to a worker costs more
  fragLoadPolicy: {
    default: {
      maxTimeToFirstByteMs: FIRST_BYTE_MS,
      maxLoadTimeMs: 2 * FIRST_BYTE_MS,
      timeoutRetry: { maxNumRetry: 2, retryDelayMs: 0, maxRetryDelayMs: 0 },
      // A server that is back is asked soon; one that stays away the session asks after.
      errorRetry: { maxNumRetry: 4, retryDelayMs: 500, maxRetryDelayMs: 2000 },
    },
  },
  ...(isTelevision ? { maxBufferSize: TELEVISION_BUFFER } : {}),
});

export const canPlayHlsJs = (): boolean => Hls.isSupported();

export class BegunHls {
  readonly hls = new Hls(config(document.documentElement.classList.contains('tv')));
  private readonly errors: ErrorData[] = [];

  /** `drawn`: the track of subtitles that the server draws into the pictures. */
  constructor(videoId: string, drawn: string | null = null) {
    this.hls.on(Events.ERROR, this.note);
    const container = wantsTs() ? 'ts' : 'fmp4';
    this.hls.loadSource(masterUrl(videoId, { container, subtitle: drawn }));
  }

  /** What it has met so far: from now on somebody else listens. */
  handOver(): readonly ErrorData[] {
    this.hls.off(Events.ERROR, this.note);
    return this.errors;
  }

  private readonly note = (_: string, data: ErrorData): void => void this.errors.push(data);
}
