import { useRef } from 'preact/hooks';
import { words } from '../../words/player.ts';
import type { Player } from '../player.ts';
import { HELP } from '../shortcuts.ts';
import { useFocusWithin } from './use-focus.ts';

/** The table of keys. Any key closes it. */
export const Help = ({ player }: { readonly player: Player }) => {
  const dialog = useRef<HTMLDivElement>(null);
  useFocusWithin(dialog, (element) => element.focus());
  return (
    <div class="help" ref={dialog} role="dialog" aria-label={words.help.title} tabIndex={-1}>
      <h2>{words.help.title}</h2>
      <dl>
        {HELP.map(([keys, what]) => (
          <div key={keys}>
            <dt>
              {keys.split(/,? /).map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <button type="button" class="action" onClick={() => player.showHelp(false)}>
        {words.back}
      </button>
    </div>
  );
};
