/** Films in several files: `cd1`, `disc 2`, `part3`. */
import { titleText } from './text.ts';
import type { Token } from './tokens.ts';
import { tagOf } from './words.ts';

/** Of `cd2` or `part2`. */
export interface Part {
  readonly number: number;
  /** Whether it can be nothing else. */
  readonly isSure: boolean;
  /** The name without the number: the same for all parts. */
  readonly stem: string;
  readonly title: string;
}

/** A word that says so. */
export const PART = /^(cd|dis[ck]|dvd|part|pt)(\d{1,2})?$/;
const PART_START = /(?:^|[\s._([-])(?:cd|dis[ck]|dvd)[\s._-]?\d{1,2}(?![\p{L}\p{N}])/iu;

/** Where the title ends. */
export const partStart = (text: string): number => {
  const at = text.search(PART_START);
  return at === -1 ? text.length : at;
};

export const partIn = (text: string, tokens: readonly Token[]): Part | null => {
  for (const [at, token] of tokens.entries()) {
    const match = PART.exec(token.text);
    if (match === null) continue;
    const [, word = '', digits] = match;
    const next = tokens[at + 1];
    const isSpaced = digits === undefined;
    const number = digits ?? (/^\d{1,2}$/.test(next?.text ?? '') ? next?.text : undefined);
    const end = isSpaced ? next?.end : token.end;
    if (number === undefined || end === undefined || tagOf(token.text) !== null) continue;
    const isDisc = word !== 'part' && word !== 'pt';
    const isApart = !isSpaced || /-\s*$/.test(text.slice(0, token.start));
    if (!isDisc && !isApart) continue;
    const stem = text.slice(0, token.start) + text.slice(end);
    const title = titleText(text.slice(0, token.start));
    return { number: Number(number), isSure: isDisc, stem: stem.toLowerCase(), title };
  }
  return null;
};
