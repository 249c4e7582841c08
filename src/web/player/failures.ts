/** What went wrong, in words: what happened, and what to do. */
import { ApiError, UNREACHABLE } from '../api.ts';
import { words as playerWords } from '../words/player.ts';

export interface Failure {
  readonly title: string;
  readonly text: string;
  /** Whether the page tries again by itself. */
  readonly passing: boolean;
  /** Whether another player may do better. */
  readonly elsewhere: boolean;
  /** Whether the same in another quality may do. */
  readonly otherQuality: boolean;
}

const { failure: words } = playerWords;

/** What passes is tried again by the page itself. */
const passing = { passing: true, elsewhere: false, otherQuality: false };
const final = { passing: false, elsewhere: false, otherQuality: false };
const failed = { passing: false, elsewhere: false, otherQuality: true };
const unplayable = { passing: false, elsewhere: true, otherQuality: false };
/** Of the media: what is made otherwise, or played by others, may do. */
const ofMedia = { passing: false, elsewhere: true, otherQuality: true };

export const OFFLINE: Failure = { ...words.offline, ...passing };
export const BUSY: Failure = { ...words.busy, ...passing };
const MISSING: Failure = { ...words.missing, ...final };
const AWAY: Failure = { ...words.away, ...passing };
const UNKNOWN: Failure = { ...words.unknown, ...final };
const INVALID: Failure = { ...words.invalid, ...ofMedia };
export const UNPLAYABLE: Failure = { ...words.unplayable, ...unplayable };
export const UNSUPPORTED: Failure = { ...words.unsupported, ...unplayable };
export const CHANGING: Failure = { ...words.changing, ...final };
export const STUCK: Failure = { ...words.stuck, ...ofMedia };

const BY_CODE: Readonly<Record<string, Failure>> = {
  [UNREACHABLE]: OFFLINE,
  source_missing: MISSING,
  source_offline: AWAY,
  not_found: UNKNOWN,
  bad_request: UNKNOWN,
  media_invalid: INVALID,
  busy: BUSY,
  timed_out: BUSY,
  database_locked: BUSY,
  source_changed: CHANGING,
};

const BY_STATUS: Readonly<Record<number, Failure>> = {
  404: UNKNOWN,
  422: INVALID,
  502: OFFLINE, // a proxy answers in place of the server
  503: BUSY,
  504: BUSY,
};

export const failureOf = (error: unknown): Failure => {
  if (!(error instanceof ApiError)) return STUCK;
  const known = BY_CODE[error.code] ?? BY_STATUS[error.status];
  if (known !== undefined) return known;
  const { title, text } = words.failed;
  const told = { title, text: text(error.message) };
  return { ...told, ...failed };
};

/** Seconds to wait before the next try: 1, then 2: whoever is back is not waited for long. */
export const backOff = (attempt: number): number => Math.min(2, 2 ** Math.max(0, attempt - 1));
