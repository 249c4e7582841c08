/** The picture, and what is said in its middle. */
import { ChevronsLeft, ChevronsRight, Play } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { thumbnailUrl } from '../../api.ts';
import { Icon } from '../../parts/icon.tsx';
import { words } from '../../words/player.ts';
import { onGestures } from '../gestures.ts';
import type { Player, Tapped } from '../player.ts';

interface Props {
  readonly player: Player;
}

export const Stage = ({ player }: Props) => {
  const stage = useRef<HTMLDivElement>(null);
  const picture = useRef<HTMLDivElement>(null);
  const { facts, tapped } = player;
  useLayoutEffect(() => {
    if (stage.current === null || picture.current === null) return;
    picture.current.appendChild(prepared(player));
    return onGestures(stage.current, player);
  }, [player]);
  return (
    <div class="stage" ref={stage}>
      <div class="picture-box" ref={picture} />
      <p class="sound-title">{facts.title}</p>
      <div class="loading" role="status" aria-label={words.loading} />
      <div class="paused-sign">
        <Icon of={Play} />
      </div>
      {tapped !== null && <Ripple key={tapped.count} tapped={tapped} />}
    </div>
  );
};

/** The cover of a record; where there is none nothing is shown. */
const prepared = ({ video, facts }: Player): HTMLVideoElement => {
  video.setAttribute('playsinline', '');
  video.setAttribute('webkit-playsinline', '');
  video.tabIndex = -1;
  if (!facts.streams.some(({ kind }) => kind === 'video')) {
    video.poster = thumbnailUrl(facts.video_id);
  }
  return video;
};

const Ripple = ({ tapped: { seconds } }: { readonly tapped: Tapped }) => (
  <div class={seconds < 0 ? 'ripple ripple-back' : 'ripple'} aria-hidden="true">
    <Icon of={seconds < 0 ? ChevronsLeft : ChevronsRight} />
    <span>{words.stepped(seconds)}</span>
  </div>
);
