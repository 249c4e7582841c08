/** For those who went on where they stopped, and would rather begin anew. */
import { el, keepFocus } from '../dom.ts';
import type { Beginning } from './beginning.ts';
import type { Playback } from './playback.ts';

/** Who has watched on for so many seconds, or has gone elsewhere, wants to be there. */
const LASTS = 60;

export class ResumeNote {
  readonly element: HTMLElement;
  private readonly playback: Playback;
  private readonly seconds: number;

  constructor(playback: Playback, { seconds, resumed }: Beginning) {
    this.playback = playback;
    this.seconds = seconds;
    const press = (): void => {
      this.element.hidden = true;
      playback.seek(0);
    };
    this.element = el(
      'button',
      {
        type: 'button',
        class: 'resume-note',
        hidden: !resumed,
        click: press,
        mousedown: keepFocus,
      },
      'From the beginning',
    );
  }

  update(): void {
    if (Math.abs(this.playback.time - this.seconds) > LASTS) this.element.hidden = true;
  }
}
