/** Where a name stops telling the title and starts telling of the release, and what it tells. */
import type { Token } from './tokens.ts';
import { PHRASE_STARTS, type Tag, tagOf } from './words.ts';

export interface PlacedTag {
  readonly tag: Tag;
  readonly start: number;
  readonly end: number;
  readonly bracketed: boolean;
  /** The tokens that it is made of. */
  readonly first: number;
  readonly last: number;
}

export interface Release {
  /** Where the first word is that belongs to no title; the name's length where none does. */
  readonly start: number;
  /** Whether a word says for certain that this is a release, not only a year. */
  readonly isCertain: boolean;
  readonly version: Version;
}

/** What a version's label is made of. */
export interface Version {
  readonly edition: string | null;
  readonly resolution: string | null;
  readonly source: string | null;
  readonly range: string | null;
}

export const NO_VERSION: Version = { edition: null, resolution: null, source: null, range: null };

/**
 * `sureFrom`: words from here on cannot be the title's. `from`: where that can begin at the
 * earliest; its first word is never a tag.
 */
export const releaseOf = (
  name: string,
  tags: readonly PlacedTag[],
  from: number,
  sureFrom: number,
): Release => {
  const first = tags.findIndex((it) => it.start >= from && isCertain(it, from, sureFrom));
  if (first === -1) return { start: name.length, isCertain: false, version: NO_VERSION };
  let begin = first;
  while (begin > 0 && precedes(tags[begin - 1], tags[begin], from)) begin--;
  const tail = tags.slice(begin);
  return {
    start: openingBefore(name, tail[0]?.start ?? name.length),
    isCertain: tail.some(({ tag }) => tag.force === 'strong' || tag.label !== null),
    version: versionOf(tail),
  };
};

const isCertain = ({ tag, start, bracketed }: PlacedTag, from: number, sureFrom: number): boolean =>
  start >= sureFrom ||
  (start > from && (tag.force === 'strong' || (bracketed && tag.force === 'beside')));

/** Words such as a language belong to the release where they come right before its other words. */
const precedes = (tag: PlacedTag | undefined, next: PlacedTag | undefined, from: number): boolean =>
  tag !== undefined &&
  next !== undefined &&
  tag.start > from &&
  tag.tag.force !== 'after' &&
  tag.last + 1 === next.first;

/** With the bracket that it stands in. */
const openingBefore = (name: string, start: number): number => {
  for (let at = start - 1; at >= 0; at--) {
    const letter = name.charAt(at);
    if (letter === '(' || letter === '[' || letter === '{') return at;
    if (letter === ')' || letter === ']' || letter === '}') return start;
  }
  return start;
};

/** All words of releases, also those that may be a title's. */
export const tagsIn = (name: string, tokens: readonly Token[]): PlacedTag[] => {
  const tags: PlacedTag[] = [];
  for (let at = 0; at < tokens.length; at++) {
    const found = tagAt(name, tokens, at);
    if (found === null) continue;
    tags.push(found);
    at = found.last;
  }
  return tags;
};

/** The longest phrase that is one: `the final cut`, `blu-ray`, `h.264`. */
const tagAt = (name: string, tokens: readonly Token[], first: number): PlacedTag | null => {
  const token = tokens[first];
  if (token === undefined) return null;
  if (PHRASE_STARTS.has(token.text)) {
    const phrase = phraseAt(name, tokens, first, 3) ?? phraseAt(name, tokens, first, 2);
    if (phrase !== null) return phrase;
  }
  const tag = tagOf(token.text) ?? sizeOf(token.text);
  return tag === null ? null : { ...token, tag, first, last: first };
};

const phraseAt = (
  name: string,
  tokens: readonly Token[],
  first: number,
  count: number,
): PlacedTag | null => {
  const words = tokens.slice(first, first + count);
  const [token, last] = [words[0], words.at(-1)];
  if (words.length < count || token === undefined || last === undefined) return null;
  const tag = tagOf(words.map((word) => word.text).join('-'));
  if (tag === null || !/^\S+(?:[ ._-]\S+)*$/.test(name.slice(token.start, last.end))) return null;
  return { ...token, end: last.end, tag, first, last: first + count - 1 };
};

const SIZE = /^(?:bd|web|dvd|hdtv)?(\d{3,4})(?:x(\d{3,4})p?|[pi])$/;

/** `1920x1080`, `BD1080p`. Films are cut to many heights, so the width decides. */
const sizeOf = (text: string): Tag | null => {
  if (text.length < 4) return null;
  const match = SIZE.exec(text);
  if (match === null) return null;
  const [, first = '', height] = match;
  const label = height === undefined ? `${first}p` : `${linesOf(Number(first), Number(height))}p`;
  const source = /^[a-z]+/.exec(text)?.[0];
  return {
    what: 'resolution',
    force: 'strong',
    label,
    ...(source === undefined ? {} : { also: tagOf(source) }),
  };
};

const linesOf = (width: number, height: number): number => {
  if (width >= 3800) return 2160;
  if (width >= 1900) return 1080;
  return width >= 1260 ? 720 : height;
};

const versionOf = (tags: readonly PlacedTag[]): Version => {
  const labels: Record<Tag['what'], string[]> = {
    edition: [],
    resolution: [],
    source: [],
    range: [],
    other: [],
  };
  for (const { tag } of tags) {
    for (const { what, label } of tag.also ? [tag, tag.also] : [tag]) {
      if (label !== null && !labels[what].includes(label)) labels[what].push(label);
    }
  }
  const { edition, resolution, source, range } = labels;
  return {
    edition: edition.join(' ') || null,
    // `1080p UHD` is what it was made from.
    resolution: resolution.find((it) => it !== '2160p') ?? resolution[0] ?? null,
    source: source.join(' ') || null,
    range: range.join(' ') || null,
  };
};

/** `Director's Cut 1080p BluRay`; null for what tells nothing. */
export const versionLabel = (version: Version): string | null => {
  const { edition, resolution, source, range } = version;
  return [edition, resolution, source, range].filter((it) => it !== null).join(' ') || null;
};

/** What a file tells, and what only the folder around it does. */
export const joinedVersion = (own: Version, outer: Version): Version => ({
  edition: own.edition ?? outer.edition,
  resolution: own.resolution ?? outer.resolution,
  source: own.source ?? outer.source,
  range: own.range ?? outer.range,
});
