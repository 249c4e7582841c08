/** All there is to watch. */
import { Search } from 'lucide';
import { ApiError, UNREACHABLE } from '../api.ts';
import { el, icon, replaceChildren } from '../dom.ts';
import type { Key } from '../keys.ts';
import { type Message, messagePanel } from '../message.ts';
import { createCards } from './cards.ts';
import { ContinueRow } from './continue-row.ts';
import { Shelf } from './shelf.ts';
import { counted } from './titles.ts';
import type { View } from './view.ts';

export const createListView = (): View => new ListView();

/** Somebody types: what is typed is searched for once that pauses. */
const TYPING_MS = 150;

class ListView implements View {
  readonly element: HTMLElement;
  private readonly filter = el('input', {
    type: 'search',
    class: 'filter',
    placeholder: 'Search',
    'aria-label': 'Search titles',
    autocomplete: 'off',
    spellcheck: 'false',
    input: () => this.findSoon(),
  });
  private readonly count = el('p', { class: 'count', role: 'status' });
  private readonly search = el('label', { class: 'search' }, icon(Search), this.filter);
  private readonly state = el('div', { class: 'list-state' });
  private readonly row = new ContinueRow();
  private readonly shelf = new Shelf({
    filled: (titles) => {
      this.cards.fill(titles);
      this.tell();
    },
    grew: (titles) => {
      this.cards.add(titles);
      this.tell();
    },
    failed: (error) => this.explain(error),
  });
  private readonly cards = createCards(() => void this.shelf.more());
  private readonly grow = (): void => this.cards.grow();
  private timer: number | undefined;
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
    if (this.place.focus instanceof HTMLElement) this.place.focus.focus();
    window.scrollTo(0, this.place.scroll);
    this.load();
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

  /** Back leaves what was searched for first, then the page. */
  private clear(): boolean {
    if (this.filter.value === '') return false;
    this.filter.value = '';
    this.find();
    this.filter.focus();
    return true;
  }

  private findSoon(): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.find(), TYPING_MS);
  }

  private find(): void {
    window.clearTimeout(this.timer);
    const search = this.filter.value.trim();
    this.element.classList.toggle('searching', search !== '');
    this.shelf.find(search);
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
        return this.cards.focus(at + columns) || this.cards.focusLast();
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

  private load(): void {
    if (!this.shelf.known) this.say(null);
    void this.shelf.load().then(this.grow);
  }

  private explain(error: unknown): void {
    if (!this.shelf.known || this.shelf.searched !== '') {
      this.cards.fill([]);
      this.say(failed(error, () => this.load()));
    }
  }

  /** How many there are, once all of them are here. */
  private tell(): void {
    const { count, searched } = this.shelf;
    this.count.textContent = count === null || count === 0 ? '' : counted(count, 'title');
    if (count !== 0) this.say(null);
    else this.say(searched === '' ? EMPTY : nothing(searched));
  }

  private say(message: Message | null): void {
    const { known, count, searched } = this.shelf;
    const spinner = known ? null : el('div', { class: 'spinner', role: 'status' });
    replaceChildren(this.state, message === null ? spinner : messagePanel(message));
    this.search.hidden = !known || (searched === '' && count === 0);
  }
}

const EMPTY: Message = {
  title: 'No videos found',
  text:
    'No videos were found in the folder that haema serves. Put some there and open this page ' +
    'again, or start haema with another folder: haema -t /path/to/videos',
};

const nothing = (search: string): Message => ({
  title: 'Nothing matches',
  text: `There is nothing like “${search}” here.`,
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
