/** What the page remembers in this browser. Without storage it remembers nothing, and works. */

export interface Settings {
  readonly volume: number;
  readonly muted: boolean;
  /** Name of the rendition last chosen by hand; null: automatic. */
  readonly quality: string | null;
}

const KEY = 'haema.settings';
const DEFAULTS: Settings = { volume: 1, muted: false, quality: null };

export const readSettings = (): Settings => {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    const { volume, muted, quality } = stored;
    return {
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
      muted: muted === true,
      quality: typeof quality === 'string' ? quality : DEFAULTS.quality,
    };
  } catch {
    return DEFAULTS;
  }
};

export const changeSettings = (change: Partial<Settings>): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.assign({}, readSettings(), change)));
  } catch {
    // Private windows refuse; the choice then lasts as long as the page.
  }
};
