import { el } from '../dom.ts';
import { HELP } from './shortcuts.ts';

/** The table of keys. */
export const createHelp = (): HTMLElement =>
  el(
    'div',
    { class: 'help', role: 'dialog', 'aria-label': 'Keys', hidden: true },
    el('h2', {}, 'Keys'),
    el(
      'dl',
      {},
      ...HELP.map(([keys, what]) => el('div', {}, el('dt', {}, keys), el('dd', {}, what))),
    ),
  );
