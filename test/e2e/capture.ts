/** What comes out of a player: every picture that is shown, and the sound as it is heard. */
import type { Page } from 'playwright-core';

/** A picture on the screen. */
export interface Shown {
  readonly time: number;
  /** Which one it is, by its eight bars. */
  readonly number: number;
  /** Pictures that were shown so far, those included that no script was told of. */
  readonly presented: number;
  /** Pictures so far that the browser had, and was too late to show. */
  readonly dropped: number;
}

/** A hundredth of a second of sound. */
export interface Heard {
  /** When it was heard, in seconds of the sound's own clock. */
  readonly at: number;
  /** The most that a sample is off from what the tone before it goes on to; of 1. */
  readonly click: number;
  readonly peak: number;
}

declare global {
  interface Window {
    shown?: Shown[];
    heard?: Heard[];
  }
}

/** Of a tone, each sample follows from the two before it; a jump of its phase does not. */
const WORKLET = `registerProcessor('listener', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { hertz } }) {
    super();
    this.factor = 2 * Math.cos((2 * Math.PI * hertz) / sampleRate);
    this.block = sampleRate / 100;
    [this.before, this.last, this.count, this.click, this.peak] = [0, 0, 0, 0, 0];
  }
  process([[samples]]) {
    for (const [i, sample] of (samples ?? new Float32Array(128)).entries()) {
      const off = Math.abs(sample - this.factor * this.last + this.before);
      [this.before, this.last] = [this.last, sample];
      this.click = Math.max(this.click, off);
      this.peak = Math.max(this.peak, Math.abs(sample));
      if (++this.count % this.block !== 0) continue;
      const at = currentTime + i / sampleRate;
      this.port.postMessage({ at, click: this.click, peak: this.peak });
      [this.click, this.peak] = [0, 0];
    }
    return true;
  }
})`;

/** From now on. The page's Content-Security-Policy must be off: the listener is a script. */
export const capture = (page: Page, hertz: number): Promise<void> =>
  page.evaluate(
    async ([source, tone]) => {
      const video = window.haema?.video;
      const canvas = document.createElement('canvas');
      const picture = canvas.getContext('2d', { willReadFrequently: true });
      if (video === undefined || picture === null) throw new Error('nothing plays');
      const shown: Shown[] = [];
      const heard: Heard[] = [];
      Object.assign(window, { shown, heard });
      [canvas.width, canvas.height] = [8, 1];
      const look = (): number =>
        video.requestVideoFrameCallback((_, { mediaTime: time, presentedFrames: presented }) => {
          look();
          picture.drawImage(video, 0, 0, 8, 1);
          const { data } = picture.getImageData(0, 0, 8, 1);
          let number = 0;
          for (let bar = 0; bar < 8; bar++) number += (data[4 * bar] ?? 0) > 127 ? 2 ** bar : 0;
          const dropped = video.getVideoPlaybackQuality().droppedVideoFrames;
          shown.push({ time, number, presented, dropped });
        });
      look();
      const context = new AudioContext({ sampleRate: 48_000 });
      const script = new Blob([source], { type: 'text/javascript' });
      await context.audioWorklet.addModule(URL.createObjectURL(script));
      const processorOptions = { hertz: tone };
      const listener = new AudioWorkletNode(context, 'listener', { processorOptions });
      listener.port.onmessage = ({ data }) => heard.push(data as Heard);
      context.createMediaElementSource(video).connect(listener).connect(context.destination);
      await context.resume();
    },
    [WORKLET, hertz] as const,
  );

export const captured = (page: Page): Promise<{ shown: Shown[]; heard: Heard[] }> =>
  page.evaluate(() => ({ shown: window.shown ?? [], heard: window.heard ?? [] }));
