/** Tells of changes in folders, by a process of its own that may hang without harm. */
import * as z from 'zod';
import { childCommand } from '../children/command.ts';
import { loadNative, type NativeLine } from '../native.ts';
import type { FolderChange, WatchReport } from './protocol.ts';

export interface WatchEvents {
  /** From now on all changes are told. Also after a time without. */
  readonly onReady: () => void;
  readonly onChange: (changes: readonly FolderChange[]) => void;
  /** In too many folders to name them. */
  readonly onMany: () => void;
  /** The system lets no more folders be watched: some are not. */
  readonly onFull: () => void;
  /** The process has ended; another one takes over in a while. */
  readonly onLost: () => void;
}

const AGAIN_MS = 60_000;

/** Anybody may have written the names that it tells. */
const REPORT = z.union([
  z.object({ ready: z.literal(true) }),
  z.object({ full: z.literal(true) }),
  z.object({ many: z.literal(true) }),
  z.object({
    changes: z.array(
      z.object({ root: z.number().int(), folder: z.string(), isOfNames: z.boolean() }),
    ),
  }),
]);

/** Null for what is none. */
const reportIn = (text: string): WatchReport | null => {
  try {
    return REPORT.parse(JSON.parse(text));
  } catch {
    return null;
  }
};

const tell = (report: WatchReport, events: WatchEvents): void => {
  if ('ready' in report) events.onReady();
  else if ('full' in report) events.onFull();
  else if ('many' in report) events.onMany();
  else events.onChange(report.changes);
};

/** Until it is closed. `roots`: on file systems that tell of changes. */
export const watchFolders = (roots: readonly string[], events: WatchEvents): { close(): void } => {
  let line: NativeLine | null = null;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;
  const hear = (text: string | null): void => {
    if (isClosed) return;
    const report = text === null ? null : reportIn(text);
    if (report !== null) tell(report, events);
    else if (text === null) again();
    else line?.kill();
  };
  const again = (): void => {
    events.onLost();
    timer = setTimeout(begin, AGAIN_MS).unref();
  };
  const begin = (): void => {
    try {
      line = loadNative().launch(childCommand('watch'), hear);
      line.send(JSON.stringify(roots), null);
    } catch {
      again();
    }
  };
  const close = (): void => {
    isClosed = true;
    clearTimeout(timer);
    line?.kill();
    line?.unref();
  };
  begin();
  return { close };
};
