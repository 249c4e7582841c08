/**
 * Every failure that a caller may branch on, and the HTTP status it becomes. The native codes
 * (native/av/error.cc) and docs/errors.md are tested against this table.
 */
export const STATUS = {
  BAD_REQUEST: 400,
  HOST_REFUSED: 403,
  ORIGIN_REFUSED: 403,
  NOT_FOUND: 404,
  SOURCE_MISSING: 404,
  METHOD_NOT_ALLOWED: 405,
  SOURCE_CHANGED: 410,
  STALE_PLAYLIST: 410,
  RANGE_NOT_SATISFIABLE: 416,
  MEDIA_CRASHES: 422,
  MEDIA_INVALID: 422,
  CANCELLED: 499,
  DATABASE_CORRUPT: 500,
  DATABASE_FAILED: 500,
  DATABASE_NEWER: 500,
  ENGINE_FAILED: 500,
  PORT_TAKEN: 500,
  BUSY: 503,
  DATABASE_LOCKED: 503,
  DATABASE_UNWRITABLE: 503,
  NOT_READY: 503,
  READ_FAILED: 503,
  SOURCE_OFFLINE: 503,
  TIMED_OUT: 504,
} as const;

export type ErrorCode = keyof typeof STATUS;

/** `cause` is what failed beneath: for logs and HAEMA_DEBUG, never for a client. */
export interface ErrorContext extends ErrorOptions {
  /** What helps the person at the machine: a path, a version. Never for a client. */
  readonly detail?: string;
}

/** The message may reach a client, so it holds no path: those go in `detail`. */
export class HaemaError extends Error {
  override readonly name = 'HaemaError';
  readonly code: ErrorCode;
  readonly detail: string | null;

  constructor(code: ErrorCode, message: string, context: ErrorContext = {}) {
    super(message, context);
    this.code = code;
    this.detail = context.detail ?? null;
  }

  get status(): number {
    return STATUS[this.code];
  }
}

/** True for text that came from elsewhere (the addon, a child process) and names a known code. */
export const isErrorCode = (value: unknown): value is ErrorCode =>
  typeof value === 'string' && Object.hasOwn(STATUS, value);
