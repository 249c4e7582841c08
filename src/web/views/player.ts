/** One video, filling the page. */
import { h, render } from 'preact';
import { fetchVideo, type Video } from '../api.ts';
import { fetchShow } from '../data/show.ts';
import { moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import { type Beginning, beginningOf } from '../player/beginning.ts';
import { type Failure, failureOf } from '../player/failures.ts';
import { leaveFullscreen } from '../player/fullscreen.ts';
import { HlsSource } from '../player/hls-source.ts';
import { press } from '../player/input.ts';
import { Player } from '../player/player.ts';
import { Watch } from '../player/ui/watch.tsx';
import { type Following, neighboursOf } from '../player/what-follows.ts';
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
  readonly element = document.createElement('main');
  private readonly showId: string | null;
  private readonly ways: Ways;
  private videoId: string;
  private player: Player | null = null;
  private failure: Failure | null = null;
  private hidden = false;

  constructor({ videoId, showId }: Wanted, ways: Ways) {
    this.videoId = videoId;
    this.showId = showId;
    this.ways = ways;
    this.element.className = 'watch';
  }

  show(): void {
    document.title = 'haema';
    void this.load();
  }

  hide(): void {
    this.hidden = true;
    this.close();
    leaveFullscreen();
    render(null, this.element);
  }

  press(key: Key, event: KeyboardEvent): boolean {
    if (this.player !== null) return press(this.player, this.element, key, event);
    if (key.name === 'back' || key.name === 'stop') {
      this.ways.leave();
      return true;
    }
    const { name } = key;
    if (name !== 'up' && name !== 'down' && name !== 'left' && name !== 'right') return false;
    return moveFocus(this.element, name);
  }

  private async load(): Promise<void> {
    const { videoId } = this;
    this.failure = null;
    this.draw();
    let facts: Video;
    let beginning: Beginning;
    try {
      const both = [fetchVideo(videoId), beginningOf(videoId)] as const;
      [facts, beginning] = await Promise.all(both);
    } catch (error) {
      this.failure = failureOf(error);
      if (!this.hidden) this.draw();
      return;
    }
    if (!this.hidden) this.play(facts, beginning);
  }

  private play(facts: Video, beginning: Beginning): void {
    document.title = `${facts.title} · haema`;
    const player = new Player(facts, {
      beginning,
      frame: this.element,
      leave: this.ways.leave,
      goTo: (following) => this.goTo(following),
    });
    this.player = player;
    this.draw();
    player.start();
    expose(player);
    void this.findNeighbours(player);
  }

  /** In its own time: nobody waits for it. */
  private async findNeighbours(player: Player): Promise<void> {
    if (this.showId === null) return;
    const show = await fetchShow(this.showId).catch(() => null);
    if (show !== null) player.follow(neighboursOf(show, this.videoId));
  }

  private goTo({ video_id }: Following): void {
    this.close();
    this.videoId = video_id;
    this.ways.rename(watchPath(video_id, this.showId));
    void this.load();
  }

  private close(): void {
    this.player?.close();
    this.player = null;
    Reflect.deleteProperty(window, 'haema');
  }

  private draw(): void {
    const { player, failure, videoId } = this;
    const again = (): void => void this.load();
    const { leave } = this.ways;
    render(h(Watch, { player, failure, videoId, again, leave }), this.element);
  }
}

/** For whoever looks into it by the browser's console. */
const expose = ({ video, session }: Player): void => {
  const exposed = {
    video,
    get hls() {
      return session.current instanceof HlsSource ? session.current.hls : null;
    },
  };
  Object.defineProperty(window, 'haema', { value: exposed, configurable: true });
};
