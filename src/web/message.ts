/** A few words in place of what was wanted: what happened, and what to do. */
import { el, keepFocus } from './dom.ts';

export interface Message {
  readonly title: string;
  readonly text: string;
  readonly actions?: readonly Action[];
}

export interface Action {
  readonly label: string;
  /** What to do, or where to go. */
  readonly press: (() => void) | string;
}

export const messagePanel = ({ title, text, actions = [] }: Message): HTMLElement =>
  el(
    'div',
    { class: 'message', role: 'alert' },
    el('h2', {}, title),
    el('p', {}, text),
    actions.length === 0 ? null : el('div', { class: 'message-actions' }, ...actions.map(button)),
  );

const button = ({ label, press }: Action): HTMLElement =>
  typeof press === 'string'
    ? el('a', { class: 'button', href: press }, label)
    : el('button', { class: 'button', type: 'button', click: press, mousedown: keepFocus }, label);
