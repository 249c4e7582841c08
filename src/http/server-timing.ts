import type { Step } from '../stream/steps.ts';

/** The value of Server-Timing: `queue;dur=1.2, encode;dur=310`. */
export const serverTiming = (steps: readonly Step[]): string =>
  steps.map(({ name, ms }) => `${name};dur=${Math.round(ms * 10) / 10}`).join(', ');
