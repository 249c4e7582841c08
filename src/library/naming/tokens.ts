/** The words of a name, with their places. */

export interface Token {
  /** Lower case. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Stands within round, square or curly brackets. */
  readonly bracketed: boolean;
}

const PIECE = /\d+|[^\d]+/g;
const LETTER = /[\p{L}\p{M}\p{N}’]/u;

/** A loop over the letters: ten times as fast as the expression that would say the same. */
export const tokensOf = (name: string): Token[] => {
  const tokens: Token[] = [];
  let depth = 0;
  let start = -1;
  let isAscii = true;
  for (let at = 0; at <= name.length; at++) {
    const code = at < name.length ? name.charCodeAt(at) : SPACE;
    if (isWordPart(code, name, at)) {
      if (start === -1) start = at;
      isAscii &&= code < 128;
      continue;
    }
    if (start !== -1) push(tokens, name, start, at, depth > 0, isAscii);
    start = -1;
    isAscii = true;
    depth = Math.max(0, depth + (BRACKETS[code] ?? 0));
  }
  return tokens;
};

const SPACE = 32;
const BRACKETS: Readonly<Record<number, number>> = {
  40: 1,
  91: 1,
  123: 1,
  41: -1,
  93: -1,
  125: -1,
};
const ASCII_PARTS: readonly boolean[] = Array.from({ length: 128 }, (_, code) =>
  /[a-z0-9'%+]/i.test(String.fromCharCode(code)),
);

const isWordPart = (code: number, name: string, at: number): boolean => {
  if (code < 128) return ASCII_PARTS[code] === true;
  const isHalf = code >= 0xd800 && code <= 0xdfff;
  return isHalf || LETTER.test(name.charAt(at));
};

/** Scripts without spaces put numbers next to words: `시즌2`, `第01話`, `1ª`. */
const push = (
  tokens: Token[],
  name: string,
  start: number,
  end: number,
  bracketed: boolean,
  isAscii: boolean,
): void => {
  const text = name.slice(start, end);
  if (isAscii) {
    tokens.push({ text: text.toLowerCase(), start, end, bracketed });
    return;
  }
  for (const { 0: piece, index } of text.matchAll(PIECE)) {
    if (piece === 'ª' || piece === 'º') continue;
    const at = start + index;
    tokens.push({ text: piece.toLowerCase(), start: at, end: at + piece.length, bracketed });
  }
};
