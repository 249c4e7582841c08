/** What hls.js is told once. */
import Hls, { type HlsConfig } from 'hls.js';
import { PromptSound } from './prompt-sound.ts';

/** A cold segment of a large film on a slow disk takes long, and is worth waiting for. */
const FIRST_BYTE_MS = 60_000;
const TELEVISION_BUFFER = 30e6;

export const hlsConfig = (isTelevision: boolean): Partial<HlsConfig> => ({
  autoStartLoad: false, // not before the start level is known
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
