/** Which subtitles are shown: text beside the pictures, or such as are drawn into them. */
import type { SubtitleTrack } from '../api.ts';
import { words } from '../words/player.ts';
import type { Source } from './source.ts';

/** An entry of a list of which one is chosen. */
export interface Choice {
  readonly label: string;
  readonly detail?: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

interface Session {
  readonly source: () => Source | null;
  /** Opens the source anew, where the viewer is. */
  readonly reopen: () => void;
}

export class Subtitles {
  /** That was chosen, whatever the source is; -1: none; null: nothing was chosen. */
  text: number | null = null;
  /** The track that the server draws into the pictures; null: none. */
  drawn: string | null = null;
  private readonly session: Session;
  /** Where tracks are pictures they can only be drawn. */
  private readonly drawable: readonly SubtitleTrack[];
  /** Names; a source with drawn ones has no others. */
  private texts: readonly string[] = [];
  /** Shows again what was shown last. */
  private again: (() => void) | null = null;

  constructor(tracks: readonly SubtitleTrack[], session: Session) {
    this.session = session;
    this.drawable = tracks.filter(({ form }) => form === 'image');
  }

  /** For a menu; empty where there is nothing to choose. */
  choices(): Choice[] {
    const source = this.session.source();
    if (source === null) return [];
    if (this.drawn === null) this.texts = source.subtitles();
    if (this.texts.length + this.drawable.length === 0) return [];
    const shown = this.drawn === null ? source.subtitle() : null;
    return [
      { label: words.menu.off, chosen: shown === -1, choose: () => this.show(-1) },
      ...this.texts.map((label, index) => ({
        label,
        chosen: index === shown,
        choose: () => this.show(index),
      })),
      ...this.drawable.map(({ name, track }) => ({
        label: words.menu.burnedIn(name),
        chosen: track === this.drawn,
        choose: () => this.draw(track),
      })),
    ];
  }

  /** None, or those that were shown before. */
  toggle(): void {
    const choices = this.choices();
    const chosen = choices.findIndex((choice) => choice.chosen);
    if (chosen > 0) {
      this.again = choices[chosen]?.choose ?? null;
      this.show(-1);
    } else if (this.again === null) choices[1]?.choose();
    else this.again();
  }

  /** -1: none. */
  private show(index: number): void {
    this.text = index;
    if (this.drawn === null) {
      this.session.source()?.chooseSubtitle(index);
      return;
    }
    this.drawn = null;
    this.session.reopen();
  }

  private draw(track: string): void {
    if (track === this.drawn) return;
    this.text = -1;
    this.drawn = track;
    this.session.reopen();
  }
}
