/** A button that opens a short list, of which one entry is chosen. */
import type { IconNode } from 'lucide';
import { Check } from 'lucide';
import { el, icon, iconButton, keepFocus, replaceChildren } from '../dom.ts';
import type { Key } from '../keys.ts';

export interface Choice {
  readonly label: string;
  readonly detail?: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

export class Menu {
  readonly element: HTMLElement;
  private readonly button: HTMLButtonElement;
  private readonly list: HTMLElement;
  private readonly choices: () => readonly Choice[];
  private readonly note = el('span', { class: 'menu-note' });

  constructor(symbol: IconNode, label: string, choices: () => readonly Choice[]) {
    this.choices = choices;
    this.list = el('div', { class: 'menu-list', role: 'menu', 'aria-label': label, hidden: true });
    this.button = iconButton(symbol, label, () => (this.isOpen ? this.close() : this.open()), {
      'aria-haspopup': 'menu',
      'aria-expanded': 'false',
    });
    this.button.appendChild(this.note);
    this.element = el('div', { class: 'menu', hidden: true }, this.button, this.list);
  }

  get isOpen(): boolean {
    return !this.list.hidden;
  }

  /** Hides the button where there is nothing to choose; `note` says what is chosen. */
  update(note: string): void {
    this.element.hidden = this.choices().length < 2;
    this.note.textContent = note;
    if (this.isOpen) this.fill();
  }

  open(): void {
    this.list.hidden = false;
    this.button.setAttribute('aria-expanded', 'true');
    this.fill();
    this.items()
      .find((item) => item.getAttribute('aria-checked') === 'true')
      ?.focus();
  }

  close(): void {
    const focused = this.list.contains(document.activeElement);
    this.list.hidden = true;
    this.button.setAttribute('aria-expanded', 'false');
    if (focused) this.button.focus();
  }

  /** While it is open all keys are its own. */
  press(key: Key): boolean {
    if (!this.isOpen) return false;
    if (key.name === 'back' || key.name === 'left' || key.name === 'right') this.close();
    if (key.name === 'up') this.step(-1);
    if (key.name === 'down') this.step(1);
    return key.name !== 'enter' && key.name !== 'text';
  }

  private step(by: number): void {
    const items = this.items();
    const at = items.indexOf(document.activeElement as HTMLElement);
    items[Math.max(0, Math.min(items.length - 1, at + by))]?.focus();
  }

  private items(): HTMLElement[] {
    return Array.from(this.list.querySelectorAll<HTMLElement>('button'));
  }

  private fill(): void {
    const at = this.items().indexOf(document.activeElement as HTMLElement);
    replaceChildren(this.list, ...this.choices().map((choice) => this.item(choice)));
    if (at !== -1) this.items()[at]?.focus();
  }

  private item({ label, detail, chosen, choose }: Choice): HTMLElement {
    const press = (): void => {
      this.close();
      choose();
    };
    return el(
      'button',
      {
        type: 'button',
        class: 'menu-item',
        role: 'menuitemradio',
        'aria-checked': String(chosen),
        click: press,
        mousedown: keepFocus,
      },
      el('span', { class: 'menu-check' }, chosen ? icon(Check) : null),
      el('span', { class: 'menu-label' }, label),
      detail === undefined ? null : el('span', { class: 'menu-detail' }, detail),
    );
  }
}
