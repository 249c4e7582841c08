/** What was begun, above all else: one press, and it goes on. */
import { X } from 'lucide';
import { el, iconButton, replaceChildren } from '../dom.ts';
import { type Entry, fetchContinue, placesTold, takeFromContinue } from '../watching.ts';
import { card } from './card.ts';
import { entryCard } from './titles.ts';

export class ContinueRow {
  readonly element: HTMLElement;
  private readonly list = el('ul', { class: 'row', role: 'list' });
  private entries: readonly Entry[] = [];

  constructor() {
    const title = el('h2', { class: 'row-title' }, 'Continue watching');
    this.element = el('section', { class: 'row-section', hidden: true }, title, this.list);
  }

  /** As the server has it now; as it was where that does not answer. */
  async load(): Promise<void> {
    await placesTold();
    const entries = await fetchContinue().catch(() => null);
    const same = JSON.stringify(entries) === JSON.stringify(this.entries);
    if (entries !== null && !same) this.fill(entries);
  }

  /** False where there is none. */
  focus(index = 0): boolean {
    const links = this.links();
    links[Math.max(0, Math.min(index, links.length - 1))]?.focus();
    return this.element.getClientRects().length > 0 && links.length > 0;
  }

  hasFocus(): boolean {
    return this.list.contains(document.activeElement);
  }

  /** False where the key leads out of the row. */
  move(direction: 'up' | 'down' | 'left' | 'right'): boolean {
    const { activeElement } = document;
    const at = this.focusedIndex();
    const onLink = activeElement instanceof HTMLAnchorElement;
    if (direction === 'left' || direction === 'right') {
      return this.focus(at + (direction === 'left' ? -1 : 1));
    }
    if (direction === 'down') return onLink ? false : this.focus(at);
    if (onLink) this.list.children[at]?.querySelector('button')?.focus();
    return onLink;
  }

  private links(): HTMLElement[] {
    return Array.from(this.list.querySelectorAll<HTMLElement>('.card'));
  }

  private focusedIndex(): number {
    const items = Array.from(this.list.children);
    return items.findIndex((item) => item.contains(document.activeElement));
  }

  private fill(entries: readonly Entry[]): void {
    const at = this.focusedIndex();
    this.entries = entries;
    replaceChildren(this.list, ...entries.map((entry) => this.item(entry)));
    this.element.hidden = entries.length === 0;
    if (at !== -1) this.focus(at);
  }

  private item(entry: Entry): HTMLElement {
    const press = (): void => this.remove(entry);
    const label = `Take ${entry.title} out of this row`;
    return el('li', {}, card(entryCard(entry)), iconButton(X, label, press, { class: 'remove' }));
  }

  private remove(entry: Entry): void {
    takeFromContinue(entry.show_id).catch(() => this.load());
    this.fill(this.entries.filter((it) => it !== entry));
  }
}
