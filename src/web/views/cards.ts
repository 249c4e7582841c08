/** Titles as cards, made as they come near: ten thousand cost as little as a hundred. */
import { el } from '../dom.ts';
import { type CardFacts, card } from './card.ts';

/** Full rows with any number of columns up to six. */
const CHUNK = 60;
/** Rows are made this far ahead of the edge of the screen. */
const MARGIN = 1200;

export interface Cards {
  readonly element: HTMLElement;
  readonly fill: (titles: readonly CardFacts[]) => void;
  /** More of them, after the others. */
  readonly add: (titles: readonly CardFacts[]) => void;
  /** Focuses the card at `index`, making it when it is not there yet; false beyond the end. */
  readonly focus: (index: number) => boolean;
  /** Of those that are known. */
  readonly focusLast: () => boolean;
  /** Of the card that has the focus; -1 when none has. */
  readonly focused: () => number;
  readonly columns: () => number;
  /** Makes what is near the screen. */
  readonly grow: () => void;
}

/** `wantMore` is called when the last one has come near. */
export const createCards = (wantMore: () => void): Cards => {
  const element = el('div', { class: 'cards' });
  let titles: readonly CardFacts[] = [];
  let links: HTMLAnchorElement[] = [];
  const addChunk = (): void => {
    const made = titles.slice(links.length, links.length + CHUNK).map(card);
    const items = made.map((link) => el('li', {}, link));
    element.appendChild(el('ul', { class: 'chunk', role: 'list' }, ...items));
    links = links.concat(made);
  };
  const isNear = (): boolean =>
    document.contains(element) &&
    element.getBoundingClientRect().bottom < window.innerHeight + MARGIN;
  const grow = (): void => {
    while (links.length < titles.length && isNear()) addChunk();
    if (links.length === titles.length && isNear()) wantMore();
  };
  const focus = (index: number): boolean => {
    while (links.length <= index && links.length < titles.length) addChunk();
    const link = links[index];
    if (link === undefined) wantMore();
    else link.focus();
    return link !== undefined;
  };
  return {
    element,
    grow,
    fill: (next) => {
      const hadFocus = element.contains(document.activeElement);
      titles = next;
      links = [];
      element.textContent = '';
      if (titles.length > 0) addChunk();
      if (hadFocus) links[0]?.focus();
      grow();
    },
    add: (more) => {
      titles = titles.concat(more);
      grow();
    },
    focusLast: () => focus(titles.length - 1),
    focus,
    focused: () => links.indexOf(document.activeElement as HTMLAnchorElement),
    columns: () => columnsOf(links),
  };
};

const columnsOf = (links: readonly HTMLElement[]): number => {
  const top = links[0]?.getBoundingClientRect().top;
  const next = links.findIndex((link) => link.getBoundingClientRect().top !== top);
  return next === -1 ? Math.max(1, links.length) : next;
};
