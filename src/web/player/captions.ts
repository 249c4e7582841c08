/** How subtitles of text are shown: their size, and earlier or later than the file says. */
import {
  keepSubtitleOffset,
  keepSubtitleSize,
  type SubtitleSize,
  subtitleOffset,
  subtitleSize,
} from './memory.ts';

interface Times {
  readonly start: number;
  readonly end: number;
}

const MOST = 60;

export class Captions {
  size: SubtitleSize = subtitleSize();
  /** Seconds later than in the file. */
  offset: number;
  private readonly video: HTMLVideoElement;
  private readonly videoId: string;
  private readonly changed: () => void;
  /** As the file has them, of lines that were moved. */
  private readonly original = new WeakMap<TextTrackCue, Times>();
  private moved = false;

  constructor(video: HTMLVideoElement, videoId: string, changed: () => void) {
    this.video = video;
    this.videoId = videoId;
    this.changed = changed;
    this.offset = subtitleOffset(videoId);
    // Lines come while it plays, and are moved as they come.
    video.addEventListener('timeupdate', () => this.place());
  }

  setSize(size: SubtitleSize): void {
    this.size = size;
    keepSubtitleSize(size);
    this.changed();
  }

  shift(by: number): void {
    this.setOffset(this.offset + by);
  }

  setOffset(seconds: number): void {
    const tenths = Math.round(10 * Math.max(-MOST, Math.min(MOST, seconds)));
    this.offset = tenths / 10;
    keepSubtitleOffset(this.videoId, this.offset);
    this.place();
    this.changed();
  }

  private place(): void {
    if (this.offset === 0 && !this.moved) return;
    this.moved = true;
    for (const track of Array.from(this.video.textTracks)) {
      if (track.mode !== 'showing' || track.kind === 'metadata') continue;
      for (const cue of Array.from(track.cues ?? [])) this.move(cue);
    }
  }

  private move(cue: TextTrackCue): void {
    const { start, end } = this.original.get(cue) ?? this.note(cue);
    if (cue.startTime === start + this.offset) return;
    cue.startTime = start + this.offset;
    cue.endTime = end + this.offset;
  }

  private note(cue: TextTrackCue): Times {
    const times = { start: cue.startTime, end: cue.endTime };
    this.original.set(cue, times);
    return times;
  }
}
