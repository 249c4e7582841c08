/** How far the look through the folders is, and which of them are away. Else nothing. */
import { useEffect, useState } from 'preact/hooks';
import { getJson } from '../api.ts';
import { useLive } from '../data/live.ts';
import { length } from '../format.ts';
import { words } from '../words/words.ts';

interface Scan {
  readonly phase: 'listing' | 'probing' | 'idle';
  readonly found: number;
  readonly probed: number;
  readonly left: number;
  readonly eta: number | null;
  readonly offline: readonly string[];
}

export const Notices = () => {
  const [scan, setScan] = useState<Scan | null>(null);
  useLive('scan', (told) => setScan(told as Scan));
  useEffect(() => {
    let isGone = false;
    const told = (value: Scan): void => {
      if (!isGone) setScan(value);
    };
    getJson<Scan>('/api/v1/scan').then(told, () => undefined);
    return () => {
      isGone = true;
    };
  }, []);
  if (scan === null) return null;
  const { offline } = scan;
  return (
    <>
      {offline.length > 0 && (
        <p class="bulletin" role="status">
          {words.scan.away(offline)}
        </p>
      )}
      {scan.phase !== 'idle' && <Progress {...scan} />}
    </>
  );
};

/** Fewer are looked into before anybody has read this. */
const WORTH_TELLING = 10;

const Progress = ({ phase, probed, left, eta }: Scan) => {
  if (phase === 'probing' && left + probed < WORTH_TELLING) return null;
  const all = probed + left;
  const isProbing = phase === 'probing' && all > 0;
  const line = isProbing ? words.scan.probing(probed, all) : words.scan.listing;
  return (
    <div class="bulletin scanning">
      <p>
        {line}
        {isProbing && eta !== null && ` · ${words.length.left(length(eta))}`}
      </p>
      <progress aria-label={line} {...(isProbing && { value: probed, max: all })} />
    </div>
  );
};
