/** One video, filling the page. */
import { fetchVideo, type Video } from '../api.ts';
import { el, replaceChildren } from '../dom.ts';
import { moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import { type Beginning, beginningOf } from '../player/beginning.ts';
import { failurePanel } from '../player/failure-panel.ts';
import { failureOf } from '../player/failures.ts';
import { Player } from '../player/player.ts';
import type { View } from './view.ts';

/** `leave` goes back to where the viewer came from. */
export const createPlayerView = (videoId: string, leave: () => void): View =>
  new PlayerView(videoId, leave);

class PlayerView implements View {
  readonly element = el('main', { class: 'watch' });
  private readonly videoId: string;
  private readonly leave: () => void;
  private player: Player | null = null;
  private hidden = false;

  constructor(videoId: string, leave: () => void) {
    this.videoId = videoId;
    this.leave = leave;
  }

  show(): void {
    document.title = 'haema';
    void this.load();
  }

  hide(): void {
    this.hidden = true;
    this.player?.close();
  }

  press(key: Key): boolean {
    if (this.player !== null) return this.player.press(key);
    if (key.name === 'back') {
      this.leave();
      return true;
    }
    const { name } = key;
    if (name !== 'up' && name !== 'down' && name !== 'left' && name !== 'right') return false;
    return moveFocus(this.element, name);
  }

  private async load(): Promise<void> {
    replaceChildren(this.element, el('div', { class: 'spinner', role: 'status' }));
    let facts: Video;
    let beginning: Beginning;
    try {
      const both = [fetchVideo(this.videoId), beginningOf(this.videoId)] as const;
      [facts, beginning] = await Promise.all(both);
    } catch (error) {
      if (!this.hidden) this.explain(error);
      return;
    }
    if (!this.hidden) this.play(facts, beginning);
  }

  private play(facts: Video, beginning: Beginning): void {
    document.title = `${facts.title} · haema`;
    this.player = new Player(facts, beginning, this.leave);
    replaceChildren(this.element, this.player.element);
    this.player.start();
  }

  private explain(error: unknown): void {
    const panel = failurePanel(failureOf(error), {
      videoId: this.videoId,
      again: () => void this.load(),
      leave: this.leave,
    });
    replaceChildren(this.element, panel);
    panel.querySelector<HTMLElement>('.button')?.focus();
  }
}
