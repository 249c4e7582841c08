/** Captions within the pictures: hls.js finds them while it plays, apart from the playlist's. */
import type Hls from 'hls.js';

export class ClosedCaptions {
  private readonly hls: Hls;
  private readonly list: TextTrackList;
  private readonly found: () => void;

  /** `found` is called for each track that comes to be, also for those of the playlist. */
  constructor(hls: Hls, video: HTMLVideoElement, found: () => void) {
    this.hls = hls;
    this.list = video.textTracks;
    this.found = found;
    this.list.addEventListener('addtrack', found);
  }

  names(): readonly string[] {
    return this.tracks().map(({ label }) => label);
  }

  /** -1: none. */
  shown(): number {
    return this.tracks().findIndex(({ mode }) => mode === 'showing');
  }

  /** -1: none. */
  show(index: number): void {
    for (const [at, track] of this.tracks().entries()) {
      track.mode = at === index ? 'showing' : 'hidden';
    }
  }

  close(): void {
    this.list.removeEventListener('addtrack', this.found);
  }

  private tracks(): TextTrack[] {
    const own = this.hls.allSubtitleTracks.map(({ trackNode }) => trackNode?.track);
    return Array.from(this.list).filter(
      (track) => track.kind === 'captions' && own.indexOf(track) === -1,
    );
  }
}
