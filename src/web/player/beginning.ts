/** Where playing begins. */
import { fetchProgress, placesTold } from '../watching.ts';

export interface Beginning {
  readonly seconds: number;
  /** Whether that is where the viewer stopped. */
  readonly resumed: boolean;
}

/** Who wants to watch does not wait longer for the place. */
const PATIENCE_MS = 2000;

/** Where the address says, else where the viewer stopped; `likely` where nobody knows. */
export const beginningOf = async (
  videoId: string,
  path: string,
  likely: () => number,
): Promise<Beginning> => {
  const asked = askedSeconds(path);
  if (asked !== null) return { seconds: asked, resumed: false };
  const known = newestPlace(videoId).catch(likely);
  const late = new Promise<number>((done) => window.setTimeout(() => done(likely()), PATIENCE_MS));
  const seconds = await Promise.race([known, late]);
  return { seconds, resumed: seconds > 0 };
};

/** Where to go on, in seconds. Who has only just left it stopped there. */
export const newestPlace = async (videoId: string): Promise<number> => {
  await placesTold();
  return (await fetchProgress(videoId)).resume;
};

/** `?t=754.5`; null where the address says nothing of the kind. */
export const askedSeconds = (path: string): number | null => {
  const digits = /[?&]t=(\d+(?:\.\d+)?)(?:&|$)/.exec(path)?.[1];
  return digits === undefined ? null : Number(digits);
};
