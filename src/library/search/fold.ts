import { withoutAccents } from '../naming/text.ts';

/** As titles are compared: accents, case and width do not count, and marks are spaces. */
export const fold = (text: string): string =>
  withoutAccents(text)
    .normalize('NFC') // Hangul syllables again, which are not letters with accents
    .toLowerCase()
    .replace(/['’]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
