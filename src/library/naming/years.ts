/** Which of the numbers in a name is its year. */
import { PART } from './parts.ts';
import { headTitle, titleText } from './text.ts';
import type { Token } from './tokens.ts';
import { tagOf } from './words.ts';

export interface Year {
  readonly year: number;
  readonly start: number;
  readonly end: number;
}

const YEAR_IN_BRACKETS = /[([](1[89]\d\d|20[0-3]\d)(?:[-–](?:\d{4})?)?[)\]]/g;
const YEAR = /^(?:18[89]\d|19\d\d|20[0-3]\d)$/;
const YEAR_FIRST = /^(?:\((\d{4})\)\s+|(\d{4})\s+-\s+)(?=\S)/;

/** In a name without episodes. */
export const yearIn = (
  text: string,
  tokens: readonly Token[],
  releaseStart: number,
): Year | null => {
  const bracketed = lastInBrackets(text);
  if (bracketed !== undefined) {
    const { 0: whole, 1: digits, index } = bracketed;
    return { year: Number(digits), start: index, end: index + whole.length };
  }
  const at = tokens.findLastIndex(
    (token, index) => index > 0 && YEAR.test(token.text) && isFollowedWell(text, tokens, index),
  );
  const token = tokens[at];
  if (token !== undefined && token.start <= releaseStart) {
    return { year: Number(token.text), start: token.start, end: token.end };
  }
  const first = YEAR_FIRST.exec(text);
  const digits = first?.[1] ?? first?.[2] ?? '';
  return first !== null && YEAR.test(digits)
    ? { year: Number(digits), start: 0, end: first[0].length }
    : null;
};

const lastInBrackets = (text: string): RegExpExecArray | undefined =>
  /[([]\d{4}/.test(text)
    ? [...text.matchAll(YEAR_IN_BRACKETS)].findLast(
        ({ index }) => titleText(text.slice(0, index)) !== '',
      )
    : undefined;

/** A year within a title is followed by more of it. */
const isFollowedWell = (text: string, tokens: readonly Token[], at: number): boolean => {
  const [token, next, second, third] = tokens.slice(at, at + 4);
  if (token === undefined || next === undefined || next.bracketed) return true;
  const phrase = `${next.text}-${second?.text}`;
  const isTag = [next.text, phrase, `${phrase}-${third?.text}`].some((it) => tagOf(it) !== null);
  const isOther = /^\d{3,4}[xpi]/.test(next.text) || PART.test(next.text) || EXTRA.test(next.text);
  const isGroup = text.charAt(token.end) === '-' && second === undefined && !text.includes(' ');
  return isTag || isOther || isGroup;
};

const EXTRA = /^(?:trailer|sample)$/;

const LAST_YEAR = /[._](19\d\d|20[0-3]\d)[._ ]*$/;

/** What is before an episode: `House.of.Cards.2013.`; but `Space 1999 ` is a title. */
export const titleAndYear = (head: string): { title: string; year: number | null } => {
  const bracketed = lastInBrackets(head);
  if (bracketed !== undefined) {
    return { title: headTitle(head.slice(0, bracketed.index)), year: Number(bracketed[1]) };
  }
  const last = head.includes(' ') ? null : LAST_YEAR.exec(head);
  if (last === null || last.index === 0) return { title: headTitle(head), year: null };
  return { title: headTitle(head.slice(0, last.index)), year: Number(last[1]) };
};
