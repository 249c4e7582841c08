/** What happened, and the next best thing. */
import { useRef } from 'preact/hooks';
import { originalUrl } from '../../api.ts';
import { keepFocus } from '../../parts/icon-button.tsx';
import { words } from '../../words/player.ts';
import type { Failure } from '../failures.ts';
import type { Player } from '../player.ts';
import { useFocusWithin } from './use-focus.ts';

interface Action {
  readonly label: string;
  /** What to do, or where to go. */
  readonly press: (() => void) | string;
}

interface PanelProps {
  readonly failure: Failure;
  readonly actions: readonly Action[];
  /** While what is loaded still plays, the words do not cover it. */
  readonly compact?: boolean;
  /** Also where it passes by itself: there is nothing else to press. */
  readonly focus?: boolean;
}

export const Notice = ({ failure, actions, compact = false, focus = false }: PanelProps) => {
  const panel = useRef<HTMLDivElement>(null);
  useFocusWithin(panel, (element) => {
    if (focus || !failure.passing) element.querySelector<HTMLElement>('.action')?.focus();
  });
  return (
    <div class={compact ? 'notice compact' : 'notice'} ref={panel} role="alert">
      <h2>{failure.title}</h2>
      <p>{failure.text}</p>
      <div class="actions">
        {actions.map((action) => (
          <ActionButton key={action.label} {...action} />
        ))}
      </div>
    </div>
  );
};

const ActionButton = ({ label, press }: Action) =>
  typeof press === 'string' ? (
    <a class="action" href={press}>
      {label}
    </a>
  ) : (
    <button type="button" class="action" onClick={press} onMouseDown={keepFocus}>
      {label}
    </button>
  );

interface Props {
  readonly player: Player;
  readonly failure: Failure;
}

/** A failure while it plays. */
export const FailurePanel = ({ player, failure }: Props) => {
  const { video, facts, neighbours } = player;
  const { failure: names } = words;
  const { next } = neighbours;
  const stands = video.seeking || video.readyState < HTMLMediaElement.HAVE_FUTURE_DATA;
  const others = renditionsLeft(player) > 1 && failure.otherQuality;
  const actions: Action[] = [
    {
      label: failure.passing ? names.tryNow : names.tryAgain,
      press: () => player.tryAgain(false),
    },
    ...(others ? [{ label: names.otherQuality, press: () => player.tryAgain(true) }] : []),
    ...(next === null || failure.passing
      ? []
      : [{ label: names.nextOne, press: () => player.goTo(next) }]),
    ...(failure.elsewhere ? [elsewhere(facts.video_id)] : []),
    { label: words.back, press: () => player.leave() },
  ];
  return <Notice failure={failure} actions={actions} compact={failure.passing && !stands} />;
};

const renditionsLeft = ({ facts, session }: Player): number =>
  facts.renditions.filter(({ offered }) => offered).length - session.brokenRenditions.length;

export const elsewhere = (videoId: string): Action => ({
  label: words.failure.elsewhere,
  press: originalUrl(videoId),
});
