/** The menu: a page of what can be chosen, and the ways to others. */
import { Check, ChevronLeft, ChevronRight } from 'lucide';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../../parts/icon.tsx';
import { keepFocus } from '../../parts/icon-button.tsx';
import { words } from '../../words/player.ts';
import { type PageName, pageOf, type Row } from '../menu-pages.ts';
import type { Player } from '../player.ts';
import { useFocusWithin } from './use-focus.ts';

interface Props {
  readonly player: Player;
  /** The pages that were gone through; the last is shown. */
  readonly path: readonly PageName[];
}

export const Panel = ({ player, path }: Props) => {
  const panel = useRef<HTMLDivElement>(null);
  const before = useRef<readonly PageName[]>([]);
  const page = path[path.length - 1] ?? 'settings';
  const { title, rows, notes } = pageOf(player, page);
  useFocusWithin(panel, () => undefined);
  useLayoutEffect(() => {
    // Back again: at the way that was taken.
    const left = before.current[path.length];
    before.current = path;
    enter(panel.current, left === undefined ? null : `[data-page="${left}"]`);
  }, [page]);
  return (
    <div class="panel" ref={panel} tabIndex={-1}>
      <h2 class="panel-title">
        {path.length > 1 && (
          <button
            type="button"
            class="panel-back"
            aria-label={words.back}
            onMouseDown={keepFocus}
            onClick={() => player.back()}
          >
            <Icon of={ChevronLeft} />
          </button>
        )}
        {title}
      </h2>
      <div class="panel-rows" role="menu" aria-label={title}>
        {rows.map((row, index) => (
          <PanelRow key={`${page} ${index}`} player={player} row={row} />
        ))}
      </div>
      {notes.map((note) => (
        <p class="panel-note" key={note}>
          {note}
        </p>
      ))}
    </div>
  );
};

/** At `wanted`, else at what is chosen, else at the first. */
const enter = (panel: HTMLElement | null, wanted: string | null): void => {
  const choices = [wanted, '[aria-checked="true"]', '.panel-row'].map(
    (selector) => selector && panel?.querySelector<HTMLElement>(selector),
  );
  (choices.filter(Boolean)[0] || panel)?.focus();
};

interface RowProps {
  readonly player: Player;
  readonly row: Row;
}

const PanelRow = ({ player, row }: RowProps) => {
  const { label, detail, kind, chosen, page, press, stays } = row;
  const act = (): void => {
    if (stays !== true) player.closeMenu();
    press();
  };
  const isChoice = kind === 'choice';
  return (
    // biome-ignore lint/a11y/useAriaPropsSupportedByRole: a choice is a menuitemradio
    <button
      type="button"
      class="panel-row"
      role={isChoice ? 'menuitemradio' : 'menuitem'}
      aria-checked={isChoice ? chosen === true : undefined}
      aria-haspopup={kind === 'page' ? 'menu' : undefined}
      data-page={page}
      onClick={act}
      onMouseDown={keepFocus}
    >
      {isChoice && <span class="panel-check">{chosen === true && <Icon of={Check} />}</span>}
      <span class="panel-label">{label}</span>
      {detail !== undefined && detail !== '' && <span class="panel-detail">{detail}</span>}
      {kind === 'page' && <Icon of={ChevronRight} />}
    </button>
  );
};
