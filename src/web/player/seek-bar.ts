/** The time line: where it is, what is loaded, the chapters, and where a pointer would go. */
import type { Chapter, Video } from '../api.ts';
import { el } from '../dom.ts';
import { clock, spoken } from '../format.ts';
import { onDrag } from './drag.ts';
import type { Playback } from './playback.ts';
import { Preview } from './preview.ts';

/** While dragging over what is loaded already, the picture follows this often. */
const FOLLOW_MS = 120;

export class SeekBar {
  readonly element: HTMLElement;
  dragging = false;
  private readonly playback: Playback;
  private readonly chapters: readonly Chapter[];
  private readonly loaded = el('div', { class: 'seek-loaded' });
  private readonly played = el('div', { class: 'seek-played' });
  private readonly ticks = el('div', { class: 'seek-ticks' });
  private readonly knob = el('div', { class: 'seek-knob' });
  private readonly label = el('span');
  private readonly tip = el('div', { class: 'seek-tip', hidden: true });
  private readonly preview: Preview;
  private readonly track: HTMLElement;
  private pointedX = 0;
  private followed = 0;
  private ticksFor = 0;

  constructor(playback: Playback, { video_id, chapters }: Pick<Video, 'video_id' | 'chapters'>) {
    this.playback = playback;
    this.chapters = chapters;
    this.preview = new Preview(video_id, () => this.placeTip());
    this.tip.appendChild(this.preview.element);
    this.tip.appendChild(this.label);
    this.track = el('div', { class: 'seek-track' }, this.loaded, this.played, this.ticks);
    this.element = el(
      'div',
      {
        class: 'seek',
        role: 'slider',
        tabindex: 0,
        'aria-label': 'Position',
        'aria-valuemin': 0,
        mousemove: (event: MouseEvent) => this.point(event.clientX),
        mouseleave: () => this.unpoint(),
      },
      this.track,
      this.knob,
      this.tip,
    );
    onDrag(this.element, { move: (x) => this.drag(x), end: (x) => this.drop(x) });
  }

  /** Shows the present state of things. */
  update(): void {
    if (this.dragging) return;
    const { time, duration } = this.playback;
    this.show(time);
    this.element.setAttribute('aria-valuemax', String(Math.floor(duration)));
    this.element.setAttribute('aria-valuenow', String(Math.floor(time)));
    this.element.setAttribute('aria-valuetext', `${spoken(time)} of ${spoken(duration)}`);
    this.showLoaded();
    this.showTicks();
  }

  private show(time: number): void {
    const part = this.part(time);
    this.played.style.transform = `scaleX(${part})`;
    this.knob.style.left = `${part * 100}%`;
  }

  private showLoaded(): void {
    const { buffered } = this.playback.video;
    const { children } = this.loaded;
    while (children.length > buffered.length) this.loaded.removeChild(children[0] as Element);
    for (let at = 0; at < buffered.length; at++) {
      const range = (children[at] ?? this.loaded.appendChild(el('div'))) as HTMLElement;
      range.style.left = `${this.part(buffered.start(at)) * 100}%`;
      range.style.right = `${100 - this.part(buffered.end(at)) * 100}%`;
    }
  }

  /** Chapters other than the first begin with a gap in the line. */
  private showTicks(): void {
    const { duration } = this.playback;
    if (this.ticksFor === duration) return;
    this.ticksFor = duration;
    this.ticks.textContent = '';
    for (const { start } of this.chapters) {
      if (start <= 0 || start >= duration) continue;
      const tick = this.ticks.appendChild(el('i'));
      tick.style.left = `${this.part(start) * 100}%`;
    }
  }

  private point(x: number): void {
    const time = this.timeAt(x);
    const chapter = this.chapters.find(({ start, end }) => time >= start && time < end);
    const named = chapter?.title ? `${chapter.title} · ` : '';
    this.label.textContent = `${named}${clock(time)}`;
    this.preview.show(time);
    this.tip.hidden = false;
    this.pointedX = x;
    this.placeTip();
  }

  private placeTip(): void {
    const { left, width } = this.element.getBoundingClientRect();
    const half = this.tip.offsetWidth / 2;
    const middle = Math.max(half, Math.min(width - half, this.pointedX - left));
    this.tip.style.left = `${middle}px`;
  }

  private unpoint(): void {
    this.tip.hidden = !this.dragging;
  }

  private drag(x: number): void {
    this.dragging = true;
    this.element.classList.add('dragged');
    const time = this.timeAt(x);
    this.show(time);
    this.point(x);
    const now = Date.now();
    if (now - this.followed < FOLLOW_MS || !this.playback.isBuffered(time)) return;
    this.followed = now;
    this.playback.seek(time);
  }

  private drop(x: number): void {
    this.dragging = false;
    this.element.classList.remove('dragged');
    this.playback.seek(this.timeAt(x));
    this.unpoint();
    this.update();
  }

  private timeAt(x: number): number {
    const { left, width } = this.element.getBoundingClientRect();
    return Math.max(0, Math.min(1, (x - left) / width)) * this.playback.duration;
  }

  private part(time: number): number {
    const { duration } = this.playback;
    return duration > 0 ? Math.max(0, Math.min(1, time / duration)) : 0;
  }
}
