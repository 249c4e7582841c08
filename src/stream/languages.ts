/** What tracks of sound are called in playlists and on the page. */
import type { AudioTrack } from './title.ts';

/**
 * BCP 47 of the ISO 639-2 code that containers carry (`eng` → `en`); null where they say nothing.
 */
export const languageTag = (code: string | null): string | null => {
  if (code === null) return null;
  try {
    const { language, script, region } = new Intl.Locale(code);
    // Longer ones are words such as `english`; the rest says that nothing is said.
    if (language.length > 3 || /^(und|mis|zxx|mul)$/.test(language)) return null;
    return [language, script, region].filter((part) => part !== undefined).join('-');
  } catch {
    return null; // hostile or invented
  }
};

/** Made when it is needed, which takes 13 ms. */
let names: Intl.DisplayNames | undefined;

const nameOf = (tag: string): string => {
  names ??= new Intl.DisplayNames(['en'], { type: 'language' });
  return names.of(tag) ?? tag;
};

/** The track's own title, else its language, else its number among the tracks. */
export const trackName = ({ stream }: AudioTrack, position: number): string => {
  if (stream.title !== null && stream.title.trim() !== '') return stream.title;
  const tag = languageTag(stream.language);
  return tag === null ? `Track ${position + 1}` : nameOf(tag);
};

/** What a language is called in English, and by those who speak it. */
export const languageName = (tag: string): { readonly english: string; readonly own: string } => {
  const english = nameOf(tag);
  try {
    return { english, own: new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? english };
  } catch {
    return { english, own: english };
  }
};
