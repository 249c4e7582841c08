/** Numbers that no word marks: what they count, the other files of the folder may tell. */
import { restOf } from './text.ts';

/** A number that may count episodes. */
export interface LoneNumber {
  readonly where: 'first' | 'dashed' | 'last';
  readonly numbers: readonly number[];
  readonly title: string;
  readonly rest: string | null;
  /** With a zero in front, as where many are counted. */
  readonly isPadded: boolean;
  readonly digits: number;
}

const FIRST = /^[#\s]*(\d{1,4})(?:-(\d{1,4}))?(?:v\d)?(?=$|[\s._-])([\s._]*[-.:]?[\s._]*)(.*)$/u;
const DASHED = /^(.+?)[\s_]+-[\s_]+#?(\d{1,4}(?:\.5)?)(?:-(\d{2,4}))?(?:v\d)?(?=$|[\s_.])(.*)$/u;
const LAST = /[\s._]+#?(\d{1,4})(?:v\d)?(?:[\s_]+-[\s_]+(.*))?$/u;
const IN_BRACKETS = /^([^[]*?)\s*\[(\d{1,4})(?:v\d)?\]/;

export const loneNumberOf = (core: string, text: string, isFansub: boolean): LoneNumber | null => {
  if (!/\d/.test(text)) return null;
  const boxed = isFansub ? IN_BRACKETS.exec(text) : null;
  if (boxed !== null) return counted('dashed', boxed[1] ?? '', [boxed[2]], '');
  const name = core.replace(/\[[^\]]*\]?/g, ' ').replace(/^[\s_]+|[\s_.-]+$/g, '');
  const first = FIRST.exec(name);
  const dashed = DASHED.exec(name);
  if (dashed !== null && (first === null || /\p{L}/u.test(dashed[1] ?? ''))) {
    return counted('dashed', dashed[1] ?? '', [dashed[2], dashed[3]], dashed[4]);
  }
  if (first !== null) return counted('first', '', [first[1], first[2]], first[4]);
  const last = LAST.exec(name);
  const head = name.slice(0, last?.index);
  if (last === null || !/\p{L}/u.test(head)) return null;
  return counted('last', head, [last[1]], last[2]);
};

const counted = (
  where: LoneNumber['where'],
  title: string,
  digits: readonly (string | undefined)[],
  rest = '',
): LoneNumber => {
  const written = digits.filter((it) => it !== undefined);
  const [from = 0, to = from] = written.map(Number);
  const numbers = to > from && to - from < 20 ? range(from, to) : [from];
  const own = restOf(rest.replace(/^\s*END(?![\p{L}\p{N}])/u, ''));
  const first = written[0] ?? '';
  return {
    where,
    numbers,
    title,
    rest: own,
    isPadded: /^0\d/.test(first),
    digits: first.length,
  };
};

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);
