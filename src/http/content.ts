/** What routes answer with, and what becomes of it: a reply, ready to be sent. */

/** An open file: what node's FileHandle can do and is needed here. */
export interface ReadableFile {
  read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
  ): Promise<{ readonly bytesRead: number }>;
  stat(): Promise<{ readonly size: number; readonly mtimeMs: number }>;
  close(): Promise<void>;
}

/** A file to be sent, as it was when it was opened. Whoever holds it closes it. */
export interface SourceFile {
  readonly file: ReadableFile;
  readonly size: number;
  readonly mtimeMs: number;
}

export interface Content {
  /** Content-Type. */
  readonly type: string;
  /** Shared, never copied and never written to; a file belongs to the content. */
  readonly body: Buffer | SourceFile;
  /** Names the bytes, without quotes; null for what nobody keeps. */
  readonly tag: string | null;
  /** For ever, or only after asking whether it is still the same. */
  readonly cache: 'immutable' | 'no-cache' | 'no-store';
  /** Whether parts of it can be asked for. */
  readonly ranges?: boolean;
  /** The body in gzip, where that is worth it. */
  readonly gzip?: () => Promise<Buffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes [start, end) of a file. */
export interface FilePart extends SourceFile {
  readonly start: number;
  readonly end: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for an answer without a body, as to HEAD. */
  readonly body: Buffer | FilePart | null;
  /** Content-Length; null where there must be none. */
  readonly length: number | null;
}

export interface RoutedReply extends Reply {
  /** The name of the route that answered, for the log. */
  readonly route: string;
  /** The answer instead of this one, when its body fails before anything was sent. */
  readonly failed: (error: unknown) => RoutedReply;
}
