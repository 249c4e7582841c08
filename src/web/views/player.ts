/** One video, filling the page. */
import { fetchShow, fetchVideo, type Video } from '../api.ts';
import { el, replaceChildren } from '../dom.ts';
import { moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import { type Beginning, beginningOf } from '../player/beginning.ts';
import { failurePanel } from '../player/failure-panel.ts';
import { failureOf } from '../player/failures.ts';
import { leaveFullscreen } from '../player/fullscreen.ts';
import { Player } from '../player/player.ts';
import { type Following, whatFollows } from '../player/what-follows.ts';
import { watchPath } from '../router.ts';
import type { View } from './view.ts';

/** What to watch, and of what it is a part where more comes after it. */
export interface Wanted {
  readonly videoId: string;
  readonly showId: string | null;
}

export interface Ways {
  /** Back to where the viewer came from. */
  readonly leave: () => void;
  /** Changes the address of what is shown. */
  readonly rename: (path: string) => void;
}

export const createPlayerView = (wanted: Wanted, ways: Ways): View => new PlayerView(wanted, ways);

class PlayerView implements View {
  readonly element = el('main', { class: 'watch' });
  private readonly showId: string | null;
  private readonly ways: Ways;
  private readonly leave: () => void;
  private videoId: string;
  private player: Player | null = null;
  private hidden = false;

  constructor({ videoId, showId }: Wanted, ways: Ways) {
    this.videoId = videoId;
    this.showId = showId;
    this.ways = ways;
    this.leave = ways.leave;
  }

  show(): void {
    document.title = 'haema';
    void this.load();
  }

  hide(): void {
    this.hidden = true;
    this.player?.close();
    leaveFullscreen();
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
    const player = new Player(facts, {
      beginning,
      frame: this.element,
      leave: this.leave,
      goOn: (following) => this.goOn(following),
    });
    this.player = player;
    replaceChildren(this.element, player.element);
    player.start();
    void this.findFollowing(player);
  }

  /** In its own time: it is needed at the end only. */
  private async findFollowing(player: Player): Promise<void> {
    if (this.showId === null) return;
    const show = await fetchShow(this.showId).catch(() => null);
    if (show !== null) player.follow(whatFollows(show, this.videoId));
  }

  private goOn({ video_id }: Following): void {
    this.player?.close();
    this.player = null;
    this.videoId = video_id;
    this.ways.rename(watchPath(video_id, this.showId));
    void this.load();
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
