/** What the server tells by itself, while somebody listens. */
import { useEffect, useRef } from 'preact/hooks';

export type LiveEvent = 'scan' | 'library';

type Hear = (data: unknown) => void;

/** After an answer that is no stream, such as a proxy's page, browsers do not try again. */
const AGAIN_MS = 5000;

let source: EventSource | null = null;
const hearers: { readonly event: LiveEvent; readonly hear: Hear }[] = [];

const tell = (event: LiveEvent) => (message: Event) => {
  const data: unknown = JSON.parse((message as MessageEvent<string>).data);
  for (const hearer of hearers.slice()) if (hearer.event === event) hearer.hear(data);
};

/** A connection of its own, of the few that a browser has: closed when nobody listens. */
const connect = (): void => {
  if (source !== null || hearers.length === 0 || !('EventSource' in window)) return;
  const own = new EventSource('/api/v1/events');
  source = own;
  own.addEventListener('scan', tell('scan'));
  own.addEventListener('library', tell('library'));
  own.addEventListener('error', () => {
    if (own.readyState !== EventSource.CLOSED || source !== own) return;
    source = null;
    window.setTimeout(connect, AGAIN_MS);
  });
};

const leave = (): void => {
  if (hearers.length > 0) return;
  source?.close();
  source = null;
};

export const useLive = (event: LiveEvent, hear: Hear): void => {
  const latest = useRef(hear);
  latest.current = hear;
  useEffect(() => {
    const hearer = { event, hear: (data: unknown) => latest.current(data) };
    hearers.push(hearer);
    connect();
    return () => {
      hearers.splice(hearers.indexOf(hearer), 1);
      // The next screen may listen at once.
      window.setTimeout(leave, 0);
    };
  }, [event]);
};

/** While a scan finds one file after the other, what it changes is asked for now and then. */
const REFRESH_MS = 1500;

/** Calls `reload` after what there is has changed. */
export const useRefresh = (reload: () => void): void => {
  const timer = useRef<number | undefined>(undefined);
  const latest = useRef(reload);
  latest.current = reload;
  useLive('library', () => {
    if (timer.current !== undefined) return;
    timer.current = window.setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, REFRESH_MS);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
};
