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
  /** Focuses the card at `index`, making it when it is not there yet; false beyond the end. */
  readonly focus: (index: number) => boolean;
  /** Of the card that has the focus; -1 when none has. */
  readonly focused: () => number;
  readonly columns: () => number;
  /** Makes what is near the screen. */
  readonly grow: () => void;
}

export const createCards = (): Cards => {
  const element = el('div', { class: 'cards' });
  let titles: readonly CardFacts[] = [];
  let links: HTMLAnchorElement[] = [];
  const addChunk = (): void => {
    const made = titles.slice(links.length, links.length + CHUNK).map(card);
    const items = made.map((link) => el('li', {}, link));
    element.appendChild(el('ul', { class: 'chunk', role: 'list' }, ...items));
    links = links.concat(made);
  };
  const grow = (): void => {
    const edge = window.innerHeight + MARGIN;
    while (links.length < titles.length && element.getBoundingClientRect().bottom < edge)
      addChunk();
  };
  return {
    element,
    grow,
    fill: (next) => {
      titles = next;
      links = [];
      element.textContent = '';
      if (titles.length > 0) addChunk();
      grow();
    },
    focus: (index) => {
      while (links.length <= index && links.length < titles.length) addChunk();
      const link = links[index];
      link?.focus();
      return link !== undefined;
    },
    focused: () => links.indexOf(document.activeElement as HTMLAnchorElement),
    columns: () => {
      const top = links[0]?.getBoundingClientRect().top;
      const next = links.findIndex((link) => link.getBoundingClientRect().top !== top);
      return next === -1 ? Math.max(1, links.length) : next;
    },
  };
};
