/** At the end: what follows, which plays by itself unless somebody stops it. */
import { el } from '../dom.ts';
import type { Following } from './what-follows.ts';

const WAIT_MS = 8000;

export class NextOffer {
  readonly element = el('div', { class: 'next-offer', role: 'dialog', hidden: true });
  /** Null while nothing is known to follow. */
  following: Following | null = null;
  private readonly goOn: (following: Following) => void;
  private timer: number | undefined;

  constructor(goOn: (following: Following) => void) {
    this.goOn = goOn;
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    const { following } = this;
    if (following === null || this.isOpen) return;
    const go = (): void => {
      this.close();
      this.goOn(following);
    };
    const button = (label: string, name: string, press: () => void): HTMLElement =>
      el('button', { type: 'button', class: name, click: press }, label);
    const play = button('Play next', 'button counting', go);
    const stop = button('Stop', 'button', () => this.close());
    this.element.textContent = '';
    this.element.setAttribute('aria-label', `Next: ${following.title}`);
    this.element.appendChild(el('p', {}, following.title));
    this.element.appendChild(el('div', { class: 'next-actions' }, play, stop));
    this.element.hidden = false;
    play.focus();
    this.timer = window.setTimeout(go, WAIT_MS);
  }

  close(): void {
    window.clearTimeout(this.timer);
    this.element.hidden = true;
  }
}
