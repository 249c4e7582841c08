/** The picture of where a pointer on the time line would go, where the server has such. */
import { request, videoUrl } from '../api.ts';
import { el } from '../dom.ts';
import { type Tile, tileAt, tilesOf } from './tiles.ts';

/** CSS pixels at most. */
const WIDTH = 224;
const HEIGHT = 168;

export class Preview {
  readonly element = el('div', { class: 'preview', hidden: true });
  private readonly sheet = el('img', { alt: '' });
  private readonly address: string;
  private readonly changed: () => void;
  private tiles: readonly Tile[] | null = null;
  private time = 0;
  private asked = false;
  /** Address of the sheet that is loaded, or was tried last. */
  private loading = '';

  /** `changed`: it is larger or smaller than it was. */
  constructor(videoId: string, changed: () => void) {
    this.address = `${videoUrl(videoId)}/trickplay/tiles.vtt`;
    this.changed = changed;
    this.element.appendChild(this.sheet);
    this.sheet.onload = () => this.reveal(true);
    this.sheet.onerror = () => this.reveal(false);
  }

  show(time: number): void {
    this.time = time;
    if (this.tiles !== null) this.place(this.tiles);
    else if (!this.asked) void this.load();
  }

  private async load(): Promise<void> {
    this.asked = true;
    try {
      const answer = await request(this.address, { headers: {} });
      this.tiles = tilesOf(await answer.text(), this.address);
      this.place(this.tiles);
    } catch {
      // Without pictures the time alone is shown.
    }
  }

  private place(tiles: readonly Tile[]): void {
    const tile = tileAt(tiles, this.time);
    if (tile === null) return;
    const { left, top, width, height } = tile;
    const scale = Math.min(WIDTH / width, HEIGHT / height);
    this.element.style.width = `${Math.round(width * scale)}px`;
    this.element.style.height = `${Math.round(height * scale)}px`;
    this.sheet.style.transform = `scale(${scale}) translate(${-left}px, ${-top}px)`;
    if (tile.sheet === this.loading) return;
    this.loading = tile.sheet;
    this.element.hidden = true;
    this.sheet.src = tile.sheet;
  }

  private reveal(loaded: boolean): void {
    this.element.hidden = !loaded;
    this.changed();
  }
}
