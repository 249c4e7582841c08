/** What the page remembers in this browser. Without storage it remembers nothing, and works. */

/** A track that was chosen, by what it is found again by in other titles. */
export interface TrackName {
  readonly language: string | null;
  readonly name: string;
}

export interface Settings {
  readonly volume: number;
  readonly muted: boolean;
  /** Name of the rendition last chosen by hand; null: automatic. */
  readonly quality: string | null;
  /** The sound that was last chosen by hand; null: none was. */
  readonly sound: TrackName | null;
  /** Subtitles likewise. */
  readonly subtitles: TrackName | 'none' | null;
}

const KEY = 'haema.settings';
const DEFAULTS: Settings = {
  volume: 1,
  muted: false,
  quality: null,
  sound: null,
  subtitles: null,
};

export const readSettings = (): Settings => {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    const { volume, muted, quality, sound, subtitles } = stored;
    return {
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
      muted: muted === true,
      quality: typeof quality === 'string' ? quality : DEFAULTS.quality,
      sound: trackName(sound),
      subtitles: subtitles === 'none' ? subtitles : trackName(subtitles),
    };
  } catch {
    return DEFAULTS;
  }
};

const trackName = (stored: Partial<TrackName> | null | undefined): TrackName | null => {
  const { language, name } = stored ?? {};
  if (typeof name !== 'string') return null;
  return { language: typeof language === 'string' ? language : null, name };
};

export const changeSettings = (change: Partial<Settings>): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.assign({}, readSettings(), change)));
  } catch {
    // Private windows refuse; the choice then lasts as long as the page.
  }
};
