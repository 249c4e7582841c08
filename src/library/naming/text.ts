/** Spelling: what has to be the same before names can be read or compared. */

/** Composed, and with the digits, letters and brackets that East Asian fonts have in two widths. */
export const plainText = (name: string): string => {
  const composed = name.normalize('NFC');
  if (!/[\uff01-\uff5e\u3000\u3010\u3011]/.test(composed)) return composed;
  return composed
    .replace(/[\uff01-\uff5e]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/\u3000/g, ' ')
    .replace(/\u3010/g, '[')
    .replace(/\u3011/g, ']');
};

/** What cameras and phones call their recordings: dates and numbers in it count nothing. */
export const isCameraName = (name: string): boolean =>
  CAMERAS.test(name) || CLOCK.test(name) || DATED_CLOCK.test(name);

const CAMERAS = /^(?:img|vid|pxl|mvi|dsc[fn]?|gopr|g[xhl]|dji)[-_ ]?\d/i;
const CLOCK = /^\d{8}[-_]\d{4,6}/;
const DATED_CLOCK = /^\d{4}-\d\d-\d\d[ _-]\d\d[.:-]\d\d[.:-]\d\d/;

/** Letters with dots between them are one word, `E.T.`; so are numbers in a title, `11.22.63`. */
const ACRONYM = /(?<![\p{L}\p{N}])(?:\p{L}\.){2,}/gu;
const NUMBERS = /^\d+(?:\.\d+)+$/;
const DOT_WITHIN = '\u0001';

/** As people write it: dots and underscores that stand for spaces become such. */
export const titleText = (raw: string): string => {
  const text = raw.trim();
  const spaced = text.includes(' ') ? text.replaceAll('_', ' ') : undotted(text);
  return trimmed(/ {2}|[([]\s*[)\]]/.test(spaced) ? tidied(spaced) : spaced);
};

const undotted = (text: string): string => {
  if (!/[._]/.test(text)) return text;
  if (/^[^._]*\d\.\d[^._]*$/.test(text)) return text; // the point of a number
  const core = text.replace(/^[._-]+|[._-]+$/g, '');
  if (NUMBERS.test(core)) return core;
  return core === text && !/\p{L}\.\p{L}\./u.test(text)
    ? text.replace(/[._]+/g, ' ')
    : text
        .replace(ACRONYM, (letters) => `${letters.replaceAll('.', DOT_WITHIN)} `)
        .replace(/[._]+/g, ' ')
        .replaceAll(DOT_WITHIN, '.');
};

const tidied = (text: string): string => text.replace(/\(\s*\)|\[\s*\]/g, ' ').replace(/\s+/g, ' ');

const LEADING = ' \t-–—~,:+&|';
const TRAILING = `${LEADING}([{`;

const trimmed = (text: string): string => {
  let start = 0;
  let end = text.length;
  while (start < end && LEADING.includes(text.charAt(start))) start++;
  while (end > start && TRAILING.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
};

/** The dot right before an episode parts them. */
export const headTitle = (head: string): string =>
  titleText(head.includes(' ') && /[^.\s]{2,}\.$/.test(head) ? head.slice(0, -1) : head);

/** An episode's own title: without a version number, brackets, and quotes that hold it. */
export const restOf = (text: string): string | null => {
  const bare = text.replace(/^v\d(?![\p{L}\p{N}])/u, '').replace(/\[[^\]]*\]?/g, ' ');
  const title = titleText(bare.replace(/^[\s._)\]-]+/, ''));
  const quoted = /^「(.*)」$/.exec(title)?.[1] ?? title;
  return /[\p{L}\p{N}]/u.test(quoted) ? quoted : null;
};

/** For comparing: without accents, case, and all that is neither letter nor digit. */
export const sameTitle = (title: string): string => {
  const lower = title.toLowerCase().replaceAll('&', 'and');
  const letters = /^[ -~]*$/.test(lower) ? lower.replace(/[^a-z0-9]+/g, '') : unaccented(lower);
  return letters === '' ? title.trim().toLowerCase() : letters;
};

/** Decomposed: Hangul syllables too. */
export const withoutAccents = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}+/gu, '');

const unaccented = (lower: string): string =>
  withoutAccents(lower)
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .normalize('NFC');

const HAN = '零一二三四五六七八九';

/** `12`, `十二`, `二十` */
export const numberOf = (digits: string): number => {
  if (/^\d/.test(digits)) return Number.parseInt(digits, 10);
  const [tens = '', ones] = digits.includes('十') ? digits.split('十') : ['0', digits];
  const ten = tens === '' ? 1 : Math.max(0, HAN.indexOf(tens));
  return ten * 10 + (ones === '' || ones === undefined ? 0 : HAN.indexOf(ones));
};

const ROMAN = ['i', 'ii', 'iii', 'iv', 'v', 'vi', 'vii', 'viii', 'ix', 'x'];

/** Up to ten; null for what is none. */
export const romanOf = (text: string): number | null => {
  const at = ROMAN.indexOf(text);
  return at === -1 ? null : at + 1;
};
