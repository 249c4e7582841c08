/** Range requests (RFC 9110 section 14) for bodies of known length. */

/** Bytes [start, end). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

const RANGE = /^bytes=(\d{0,15})-(\d{0,15})$/i;

/**
 * The part that is asked for; `whole` where the header is absent, not understood, or wants several
 * parts, which RFC 9110 14.2 allows to ignore.
 */
export const rangeOf = (header: string, size: number): ByteRange | 'whole' | 'unsatisfiable' => {
  const match = RANGE.exec(header.replaceAll(' ', ''));
  const [, first = '', last = ''] = match ?? [];
  if (first === '' && last === '') return 'whole';
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size : Math.min(size, Number(last) + 1);
  if (first !== '' && last !== '' && Number(last) < start) return 'whole';
  return start < end ? { start, end } : 'unsatisfiable';
};

/** The value of Content-Range. */
export const contentRange = (range: ByteRange | null, size: number): string =>
  range === null ? `bytes */${size}` : `bytes ${range.start}-${range.end - 1}/${size}`;
