/** How far the look through the folders is, and which of them are away. Else nothing. */
import { type Scan, useScan } from '../data/scan.ts';
import { length } from '../format.ts';
import { words } from '../words/words.ts';

export const Notices = () => {
  const scan = useScan();
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
