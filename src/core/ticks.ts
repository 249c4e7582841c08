/** Whole 1/90000 s on a video's own timeline, zero at presentation zero. Always a safe integer. */
export type Ticks = number;

export const TICKS_PER_SECOND = 90_000;

/** For EXTINF, JSON and screens only; nothing is ever computed from the result. */
export const toSeconds = (ticks: Ticks): number => ticks / TICKS_PER_SECOND;

/** Rounds to the nearest tick; for option values that people write in seconds. */
export const fromSeconds = (seconds: number): Ticks => Math.round(seconds * TICKS_PER_SECOND);
