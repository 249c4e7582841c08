/** What option values look like as text, and what becomes of them. Issues say what was expected. */
import * as z from 'zod';

export const text = z.string().min(1, 'expected a value');

export const oneOf = <const T extends readonly string[]>(...words: T) =>
  z.enum(words, `expected one of ${words.join(', ')}`);

export const yesOrNo = z
  .enum(['true', 'false'], 'expected true or false')
  .transform((word) => word === 'true');

export const wholeNumber = (least: number, most: number) => {
  const expected = `expected a whole number from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, expected)
    .transform(Number)
    .pipe(z.number().min(least, expected).max(most, expected));
};

export const seconds = (least: number, most: number) => {
  const expected = `expected seconds from ${least} to ${most}`;
  return z
    .string()
    .regex(/^\d{1,9}(\.\d{1,6})?$/, expected)
    .transform(Number)
    .pipe(z.number().min(least, expected).max(most, expected));
};

const DURATION = /^(\d{1,6})([smhd]?)$/i;
const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Whole seconds of `90s`, `15m`, `2h` or `1d`; timers hold no more than 20 days. */
export const duration = z
  .string()
  .regex(DURATION, 'expected a duration such as 90s, 15m or 2h')
  .transform((text) => {
    const [, number, unit = ''] = DURATION.exec(text) ?? [];
    return Number(number) * (UNITS[unit.toLowerCase() || 's'] ?? 1);
  })
  .pipe(z.number().max(20 * 86_400, 'expected 20 days at most'));

const SIZE = /^(\d{1,9})([KMGT]?)(?:i?B)?$/i;

/** Bytes of `500M` or `10G`; powers of 1024. */
export const bytes = z
  .string()
  .regex(SIZE, 'expected a size such as 500M or 10G')
  .transform((size) => {
    const [, number, unit = ''] = SIZE.exec(size) ?? [];
    return Number(number) * 1024 ** ' KMGT'.indexOf(unit.toUpperCase() || ' ');
  });

/** The origin of web pages: scheme, host and port, as browsers send it. */
export const origin = z
  .string()
  .refine(
    (value) => URL.canParse(value) && new URL(value).origin === value,
    'expected an origin such as http://tv.example:8000',
  );

const LABEL = '[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?';

/** A host's name, or `*.` and the name of what it lies in. */
export const hostName = z
  .string()
  .max(253, 'expected a shorter name')
  .regex(
    new RegExp(`^(\\*\\.)?${LABEL}(\\.${LABEL})*$`, 'i'),
    'expected a name such as tv.example or *.example, without scheme and port',
  );
