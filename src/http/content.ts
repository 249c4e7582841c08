/** What routes answer with, and what becomes of it: a reply, ready to be sent. */

import type { NextPiece } from './pieces.ts';

/** What tells one version of a file from another. */
export interface FileTraits {
  readonly size: number;
  /** Microseconds since 1970. */
  readonly mtimeUs: number;
  readonly inode: string;
}

/** A file to be sent, as it was when it was asked for. */
export interface SourceFile {
  readonly traits: FileTraits;
  /**
   * Some bytes, maybe fewer than these, and what the file was like once they had been read. It is
   * opened anew each time: a file that nobody reads costs nothing.
   */
  read(
    start: number,
    length: number,
  ): Promise<{ readonly bytes: Buffer; readonly traits: FileTraits }>;
}

/** A body that is made while it is sent. How long it is nobody knows before its end. */
export interface Pieces {
  readonly first: Buffer;
  /** The next bytes; null behind the last. What it throws cuts the connection. */
  readonly next: NextPiece;
}

/** One who is sent a body without an end. */
export interface LiveClient {
  /** It has not taken yet what it was sent. */
  readonly isBehind: boolean;
  send(text: string): void;
  /** Ends the connection. */
  cut(): void;
  /** Ends the body. */
  end(): void;
}

/** A body that is sent as it comes, for as long as the client stays. */
export interface LiveBody {
  /** @returns what to call when the client has left, or the body has ended */
  readonly live: (client: LiveClient) => () => void;
}

export interface Content {
  /** Content-Type. */
  readonly type: string;
  /** Shared, never copied and never written to. */
  readonly body: Buffer | SourceFile | Pieces | LiveBody;
  /** Names the bytes, without quotes; null for what nobody keeps. */
  readonly tag: string | null;
  /** For ever, or only after asking whether it is still the same. */
  readonly cache: 'immutable' | 'no-cache' | 'no-store';
  /** Whether parts of it can be asked for, unless it comes in pieces. */
  readonly ranges?: boolean;
  /** The body in gzip, where that is worth it. */
  readonly gzip?: () => Promise<Buffer>;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Bytes [start, end) of a file. */
export interface FilePart {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Null for an answer without a body, as to HEAD. */
  readonly body: Buffer | FilePart | Pieces | LiveBody | null;
  /** Content-Length; null where there must be none, or where nobody knows it. */
  readonly length: number | null;
}

export interface RoutedReply extends Reply {
  /** The name of the route that answered, for the log. */
  readonly route: string;
  /** The answer instead of this one, when its body fails before anything was sent. */
  readonly failed: (error: unknown) => RoutedReply;
}
