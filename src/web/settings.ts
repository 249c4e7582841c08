/** What the page remembers in this browser. Without storage it remembers nothing, and works. */

/** A track that was chosen, by what it is found again by in other titles. */
export interface TrackName {
  readonly language: string | null;
  readonly name: string;
  /** Of subtitles: whether they are only what everybody has to read. */
  readonly forced?: boolean;
  /** Of subtitles: whether they are for those who cannot hear. */
  readonly sdh?: boolean;
}

export interface Settings {
  readonly volume: number;
  readonly muted: boolean;
  /** Name of the rendition last chosen by hand; null: automatic. */
  readonly quality: string | null;
  /** The sound that was last chosen by hand; null: none was. */
  readonly sound: TrackName | null;
  /** Subtitles likewise, also while none are shown. */
  readonly subtitles: TrackName | null;
  /** Whether subtitles are shown; null: nobody has said. */
  readonly subtitled: boolean | null;
}

const KEY = 'haema.settings';
const DEFAULTS: Settings = {
  volume: 1,
  muted: false,
  quality: null,
  sound: null,
  subtitles: null,
  subtitled: null,
};

export const readSettings = (): Settings => {
  try {
    const stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Settings>;
    const { volume, muted, quality, sound, subtitles, subtitled } = stored;
    return {
      volume: typeof volume === 'number' && volume >= 0 && volume <= 1 ? volume : DEFAULTS.volume,
      muted: muted === true,
      quality: typeof quality === 'string' ? quality : DEFAULTS.quality,
      sound: trackName(sound),
      subtitles: trackName(subtitles),
      subtitled: typeof subtitled === 'boolean' ? subtitled : DEFAULTS.subtitled,
    };
  } catch {
    return DEFAULTS;
  }
};

const trackName = (stored: Partial<TrackName> | null | undefined): TrackName | null => {
  const { language, name, forced, sdh } = stored ?? {};
  if (typeof name !== 'string') return null;
  const spoken = typeof language === 'string' ? language : null;
  return { language: spoken, name, forced: forced === true, sdh: sdh === true };
};

export const changeSettings = (change: Partial<Settings>): void => {
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.assign({}, readSettings(), change)));
  } catch {
    // Private windows refuse; the choice then lasts as long as the page.
  }
};
