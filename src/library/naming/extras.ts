/** What is beside a film or a series: trailers, samples, deleted scenes. */
import type { Surroundings } from './folders.ts';
import { type Extra, type File, type Group, isRelated, UNTOLD } from './group.ts';
import { readName } from './reading.ts';
import { versionLabel } from './release.ts';
import { titleText } from './text.ts';
import type { Named } from './types.ts';
import { EXTRA_SUFFIXES } from './words.ts';

const SUFFIX = new RegExp(`^(.*?)[-._ ]?(${Object.keys(EXTRA_SUFFIXES).join('|')})\\d?$`, 'i');
const PREFIX = /^(sample|trailer)[-_.]\s*(.+)$/i;
const JUNK = /^(?:rarbg(?:\.com)?|etrg|yify|www\.\S+)$/i;

/** Null for what is none. */
export const extraOf = (base: string, around: Surroundings): Extra | null => {
  const suffix = SUFFIX.exec(base);
  if (suffix !== null) {
    const [, before = '', word = ''] = suffix;
    const kind = EXTRA_SUFFIXES[word.toLowerCase()] ?? 'other';
    const separator = base.charAt(before.length);
    if (before === '' && (kind === 'sample' || kind === 'trailer')) return { kind, reading: null };
    const isClear = separator === '-' && !/\s$/.test(before);
    const isKnown = /[._ ]/.test(separator) && (kind === 'sample' || kind === 'trailer');
    const reading = readName(before);
    const isAfterTitle = reading.year !== null || reading.marks !== null || around.home !== null;
    if (before !== '' && (isClear || (isKnown && isAfterTitle))) return { kind, reading };
  }
  const prefix = PREFIX.exec(base);
  if (prefix !== null) {
    return {
      kind: EXTRA_SUFFIXES[(prefix[1] ?? '').toLowerCase()] ?? 'other',
      reading: readName(prefix[2] ?? ''),
    };
  }
  if (JUNK.test(base)) return { kind: 'advert', reading: null };
  return around.extra === null ? null : { kind: around.extra, reading: readName(base) };
};

export const extra = ({ base }: File, { kind, reading }: Extra, { around }: Group): Named => {
  const { home } = around;
  const told = home?.reading ?? reading;
  const text = reading?.title || titleText(reading?.text ?? '');
  const isCounted = (reading?.marks?.episodes.length ?? 0) > 0;
  const isOwn = home !== null && !isRelated(text, home);
  const isNamed = isOwn && kind !== 'sample' && text !== '';
  return {
    ...UNTOLD,
    kind: 'extra',
    extra: kind,
    title: told === null ? base : told.title || titleText(told.text),
    year: told?.year ?? null,
    season: (isCounted ? reading?.marks?.season : null) ?? around.season,
    episodes: reading?.marks?.episodes ?? [],
    name: isNamed ? titleText(reading?.text ?? text) : null,
    version: reading === null ? null : versionLabel(reading.version),
    home: home?.path ?? null,
  };
};
