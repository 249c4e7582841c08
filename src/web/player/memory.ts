/** What this browser keeps of how someone likes to watch. Without storage it works as well. */

export const SIZES = ['small', 'normal', 'large', 'huge'] as const;
export type SubtitleSize = (typeof SIZES)[number];

interface Memory {
  readonly size: SubtitleSize;
  /** Seconds by which the subtitles of a video are late, the last ones that were changed. */
  readonly offsets: readonly (readonly [videoId: string, seconds: number])[];
}

const KEY = 'haema.player';
const DEFAULTS: Memory = { size: 'normal', offsets: [] };
const KEPT_OFFSETS = 50;

const read = (): Memory => {
  try {
    const { size, offsets } = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Memory>;
    return {
      size: SIZES.filter((it) => it === size)[0] ?? DEFAULTS.size,
      offsets: Array.isArray(offsets) ? offsets.filter(isOffset) : DEFAULTS.offsets,
    };
  } catch {
    return DEFAULTS;
  }
};

const isOffset = (value: unknown): value is [string, number] =>
  Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'number';

const write = (memory: Memory): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // Private windows refuse; the choice then lasts as long as the page.
  }
};

export const subtitleSize = (): SubtitleSize => read().size;

export const keepSubtitleSize = (size: SubtitleSize): void =>
  write({ size, offsets: read().offsets });

export const subtitleOffset = (videoId: string): number =>
  read().offsets.filter(([id]) => id === videoId)[0]?.[1] ?? 0;

export const keepSubtitleOffset = (videoId: string, seconds: number): void => {
  const { size, offsets } = read();
  const others = offsets.filter(([id]) => id !== videoId).slice(-(KEPT_OFFSETS - 1));
  write({ size, offsets: seconds === 0 ? others : [...others, [videoId, seconds]] });
};
