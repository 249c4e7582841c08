/** Where playing begins. */
import { fetchProgress } from '../watching.ts';

export interface Beginning {
  readonly seconds: number;
  /** Whether that is where the viewer stopped. */
  readonly resumed: boolean;
}

/** Who wants to watch does not wait longer for the place. */
const PATIENCE_MS = 2000;

/** Where the address says, else where the viewer stopped; at the start when nobody knows. */
export const beginningOf = async (videoId: string): Promise<Beginning> => {
  const asked = askedSeconds(location.search);
  if (asked !== null) return { seconds: asked, resumed: false };
  const known = fetchProgress(videoId).then(
    ({ resume }) => resume,
    () => 0,
  );
  const late = new Promise<number>((done) => window.setTimeout(done, PATIENCE_MS, 0));
  const seconds = await Promise.race([known, late]);
  return { seconds, resumed: seconds > 0 };
};

/** `?t=754.5`; null where the address says nothing of the kind. */
export const askedSeconds = (search: string): number | null => {
  const digits = /[?&]t=(\d+(?:\.\d+)?)(?:&|$)/.exec(search)?.[1];
  return digits === undefined ? null : Number(digits);
};
