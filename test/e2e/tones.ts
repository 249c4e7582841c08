/** Which of several tones is heard, and when they begin. */
import type { Page } from 'playwright-core';

/** The beginning of a beep: of which tone, and at which place of the video it was heard. */
export interface Beep {
  readonly hertz: number;
  readonly position: number;
}

declare global {
  interface Window {
    beeps?: Beep[];
  }
}

/** Blocks of 5 ms, for tones that are multiples of 200 Hz. */
const WORKLET = `registerProcessor('tones', class extends AudioWorkletProcessor {
  constructor({ processorOptions: { tones } }) {
    super();
    this.tones = tones;
    this.block = [];
    this.quiet = 0;
  }
  process([[samples]]) {
    for (const [i, sample] of (samples ?? new Float32Array(128)).entries()) {
      if (this.block.push(sample) < sampleRate / 200) continue;
      this.look(currentTime + (i + 1) / sampleRate - 1 / 200);
      this.block = [];
    }
    return true;
  }
  look(at) {
    const power = (hertz) => {
      let [re, im] = [0, 0];
      for (const [i, sample] of this.block.entries()) {
        re += sample * Math.cos((2 * Math.PI * hertz * i) / sampleRate);
        im += sample * Math.sin((2 * Math.PI * hertz * i) / sampleRate);
      }
      return Math.hypot(re, im) / this.block.length;
    };
    const powers = this.tones.map(power);
    const loudest = Math.max(...powers);
    if (loudest < 0.01) return void this.quiet++;
    if (this.quiet > 40) {
      this.port.postMessage({ hertz: this.tones[powers.indexOf(loudest)], at });
    }
    this.quiet = 0;
  }
})`;

/** From now on. The page's Content-Security-Policy must be off: the listener is a script. */
export const listen = (page: Page, tones: readonly number[]): Promise<void> =>
  page.evaluate(
    async ([source, wanted]) => {
      const video = window.haema?.video;
      if (video === undefined) throw new Error('nothing plays');
      const beeps: Beep[] = [];
      window.beeps = beeps;
      const context = new AudioContext({ sampleRate: 48_000 });
      const script = new Blob([source], { type: 'text/javascript' });
      await context.audioWorklet.addModule(URL.createObjectURL(script));
      const processorOptions = { tones: wanted };
      const listener = new AudioWorkletNode(context, 'tones', { processorOptions });
      listener.port.onmessage = ({ data }) => {
        const { hertz, at } = data as { hertz: number; at: number };
        beeps.push({ hertz, position: video.currentTime - (context.currentTime - at) });
      };
      context.createMediaElementSource(video).connect(listener).connect(context.destination);
      await context.resume();
    },
    [WORKLET, tones] as const,
  );

export const beepsOf = (page: Page): Promise<Beep[]> => page.evaluate(() => window.beeps ?? []);
