/** Which subtitles are shown: text beside the pictures, or such as are drawn into them. */
import type { SubtitleTrack, Video } from '../api.ts';
import { readSettings } from '../settings.ts';
import { words } from '../words/player.ts';
import { indexLike, keepNoSubtitles, keepSubtitles } from './kept-tracks.ts';
import type { Source } from './source.ts';

/** An entry of a list of which one is chosen. */
export interface Choice {
  readonly label: string;
  readonly detail?: string;
  readonly chosen: boolean;
  readonly choose: () => void;
}

type Offer = Pick<Video, 'subtitle_tracks' | 'renditions'>;

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
  private readonly readable: readonly SubtitleTrack[];
  /** Where tracks are pictures they can only be drawn, into pictures that are made. */
  private readonly drawable: readonly SubtitleTrack[];
  /** Names; a source with drawn ones has no others. */
  private texts: readonly string[];
  /** Shows again what was shown last. */
  private again: (() => void) | null = null;

  constructor({ subtitle_tracks: tracks, renditions }: Offer, session: Session) {
    const isMade = renditions.some(({ kind, offered }) => kind === 'transcode' && offered);
    this.session = session;
    this.readable = tracks.filter(({ form }) => form === 'text');
    this.drawable = isMade ? tracks.filter(({ form }) => form === 'image') : [];
    this.texts = this.readable.map(({ name }) => name);
    this.begin();
  }

  /** As in the title before. */
  private begin(): void {
    const { subtitles, subtitled } = readSettings();
    // Without subtitles everybody still has to read what is in no language that is spoken.
    if (subtitled === false) this.text = this.readable.findIndex((it) => it.forced && it.default);
    if (subtitles === null) return;
    const text = indexLike(this.readable, subtitles);
    const drawn = this.drawable[indexLike(this.drawable, subtitles)];
    if (text !== -1) {
      this.again = () => this.show(text);
      if (subtitled === true) this.text = text;
    } else if (drawn !== undefined) {
      this.again = () => this.draw(drawn);
      if (subtitled === true) [this.text, this.drawn] = [-1, drawn.track];
    }
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
      ...this.drawable.map((it) => ({
        label: words.menu.burnedIn(it.name),
        chosen: it.track === this.drawn,
        choose: () => this.draw(it),
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
    const chosen = this.readable[index];
    if (index === -1) keepNoSubtitles();
    else if (chosen !== undefined) keepSubtitles(chosen);
    if (this.drawn === null) {
      this.session.source()?.chooseSubtitle(index);
      return;
    }
    this.drawn = null;
    this.session.reopen();
  }

  private draw(chosen: SubtitleTrack): void {
    if (chosen.track === this.drawn) return;
    keepSubtitles(chosen);
    this.text = -1;
    this.drawn = chosen.track;
    this.session.reopen();
  }
}
