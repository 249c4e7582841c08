/** All there is to watch. */
import { Search } from 'lucide';
import { ApiError, fetchShows, UNREACHABLE } from '../api.ts';
import { el, icon, replaceChildren } from '../dom.ts';
import type { Key } from '../keys.ts';
import { type Message, messagePanel } from '../message.ts';
import type { CardFacts } from './card.ts';
import { createCards } from './cards.ts';
import { ContinueRow } from './continue-row.ts';
import { cardOf } from './titles.ts';
import type { View } from './view.ts';

export const createListView = (): View => new ListView();

class ListView implements View {
  readonly element: HTMLElement;
  private readonly filter = el('input', {
    type: 'search',
    class: 'filter',
    placeholder: 'Filter',
    'aria-label': 'Filter titles',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => this.fill(),
  });
  private readonly count = el('p', { class: 'count', role: 'status' });
  private readonly search = el('label', { class: 'search' }, icon(Search), this.filter);
  private readonly state = el('div', { class: 'list-state' });
  private readonly row = new ContinueRow();
  private readonly cards = createCards();
  private readonly grow = (): void => this.cards.grow();
  private titles: readonly CardFacts[] | null = null;
  /** Where the viewer was when the list was left. */
  private place: { scroll: number; focus: Element | null } = { scroll: 0, focus: null };

  constructor() {
    const brand = el('span', { class: 'brand' }, 'haema');
    const header = el('header', { class: 'list-header' }, brand, this.count, this.search);
    const { element: row } = this.row;
    this.element = el('main', { class: 'list' }, header, row, this.state, this.cards.element);
  }

  show(): void {
    document.title = 'haema';
    window.addEventListener('scroll', this.grow, { passive: true });
    window.addEventListener('resize', this.grow);
    if (this.titles !== null) {
      if (this.place.focus instanceof HTMLElement) this.place.focus.focus();
      window.scrollTo(0, this.place.scroll);
    }
    void this.load();
    void this.row.load();
  }

  hide(): void {
    this.place = { scroll: window.pageYOffset, focus: document.activeElement };
    window.removeEventListener('scroll', this.grow);
    window.removeEventListener('resize', this.grow);
  }

  press(key: Key): boolean {
    if (key.name === 'text') return this.type(key.text);
    if (key.name === 'back') return this.clear();
    return this.move(key.name);
  }

  private type(text: string): boolean {
    if (text !== '/') return false;
    this.filter.focus();
    return true;
  }

  /** Back leaves a filtered list first, then the page. */
  private clear(): boolean {
    if (this.filter.value === '') return false;
    this.filter.value = '';
    this.fill();
    this.filter.focus();
    return true;
  }

  private move(direction: string): boolean {
    if (this.row.hasFocus()) return this.moveFromRow(direction);
    const at = this.cards.focused();
    const columns = this.cards.columns();
    if (at === -1) {
      const first = direction === 'down' || (direction === 'right' && !this.isTyping());
      if (first && this.row.focus()) return true;
      return (first || (direction === 'enter' && this.isTyping())) && this.cards.focus(0);
    }
    switch (direction) {
      case 'up':
        if (at >= columns) this.cards.focus(at - columns);
        else if (!this.row.focus(at)) this.filter.focus();
        return true;
      case 'down':
        return this.cards.focus(at + columns) || this.cards.focus((this.found?.length ?? 0) - 1);
      case 'left':
        return this.cards.focus(at - 1) || true;
      case 'right':
        return this.cards.focus(at + 1) || true;
      default:
        return false;
    }
  }

  private moveFromRow(direction: string): boolean {
    switch (direction) {
      case 'up':
        if (!this.row.move(direction)) this.filter.focus();
        return true;
      case 'down':
        return this.row.move(direction) || this.cards.focus(0) || true;
      case 'left':
      case 'right':
        return this.row.move(direction);
      default:
        return false;
    }
  }

  private isTyping(): boolean {
    return document.activeElement === this.filter;
  }

  private async load(): Promise<void> {
    if (this.titles === null) this.say(null);
    try {
      const titles = (await fetchShows()).map(cardOf);
      const same = JSON.stringify(titles) === JSON.stringify(this.titles);
      this.titles = titles;
      if (!same) this.fill();
    } catch (error) {
      if (this.titles === null) this.say(failed(error, () => void this.load()));
    }
  }

  private found: readonly CardFacts[] = [];

  private fill(): void {
    const titles = this.titles ?? [];
    const wanted = plain(this.filter.value.trim());
    this.found =
      wanted === '' ? titles : titles.filter(({ title }) => plain(title).includes(wanted));
    this.search.hidden = titles.length === 0;
    this.count.textContent = counted(this.found.length, titles.length);
    if (titles.length === 0) this.say(EMPTY);
    else if (this.found.length === 0) this.say(nothing(this.filter.value.trim()));
    else this.say(null);
    this.cards.fill(this.found);
  }

  private say(message: Message | null): void {
    const loading = this.titles === null && message === null;
    const spinner = loading ? el('div', { class: 'spinner', role: 'status' }) : null;
    replaceChildren(this.state, message === null ? spinner : messagePanel(message));
    if (this.titles === null) this.search.hidden = true;
  }
}

const EMPTY: Message = {
  title: 'No videos found',
  text:
    'No videos were found in the folder that haema serves. Put some there and open this page ' +
    'again, or start haema with another folder: haema -t /path/to/videos',
};

const nothing = (filter: string): Message => ({
  title: 'Nothing matches',
  text: `No title contains “${filter}”.`,
});

const failed = (error: unknown, again: () => void): Message => {
  const actions = [{ label: 'Try again', press: again }];
  if (error instanceof ApiError && error.code === UNREACHABLE) {
    const text = 'The server does not answer. See that it runs and that this device is online.';
    return { title: 'Cannot reach haema', text, actions };
  }
  const told = error instanceof Error && error.message !== '' ? ` It says: ${error.message}.` : '';
  const text = `The server could not list its videos.${told} Its log tells more.`;
  return { title: 'The list failed', text, actions };
};

const counted = (found: number, all: number): string => {
  if (all === 0) return '';
  const titles = `${all} ${all === 1 ? 'title' : 'titles'}`;
  return found === all ? titles : `${found} of ${titles}`;
};

/** Without accents and case: `amelie` finds `Amélie`. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();
