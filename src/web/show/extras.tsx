/** Trailers, scenes, interviews and the like. */
import { thumbnailUrl } from '../api.ts';
import { type CardFacts, joined } from '../data/cards.ts';
import type { Extra } from '../data/show.ts';
import { length } from '../format.ts';
import { StillCard } from '../parts/card.tsx';
import { Row } from '../parts/row.tsx';
import { watchPath } from '../router.ts';
import { words } from '../words/words.ts';

export const Extras = ({ extras }: { readonly extras: readonly Extra[] }) => {
  if (extras.length === 0) return null;
  return (
    <Row id="extras" title={words.show.extras} shape="still" all={null}>
      {extras.map((extra) => (
        <li key={extra.video_id} class="item still-item">
          <StillCard card={cardOf(extra)} focusKey={`extra:${extra.video_id}`} />
        </li>
      ))}
    </Row>
  );
};

const cardOf = ({ video_id, title, kind, duration, offline }: Extra): CardFacts => {
  const kinds: Readonly<Record<string, string>> = words.show.kinds;
  return {
    note: joined(kinds[kind], duration === null ? null : length(duration)),
    href: watchPath(video_id),
    ...{ colour: null, picture: thumbnailUrl(video_id) },
    ...{ id: video_id, title, offline, seen: 0, watched: false, details: null },
  };
};
