/** What the stub knows of what was watched, and what it was told. */
import { EventEmitter, once } from 'node:events';

export interface Write {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

export class StubWatching {
  /** What was told, in order. It changes no place: tests set these. */
  readonly writes: Write[] = [];
  /** Seconds by video: where to go on. */
  readonly places = new Map<string, number>();

  private readonly arrivals = new EventEmitter();

  add(write: Write): void {
    this.writes.push(write);
    this.arrivals.emit('write');
  }

  /** The first like this, when it has come. */
  async written(isWanted: (write: Write) => boolean): Promise<Write> {
    for (;;) {
      const found = this.writes.find(isWanted);
      if (found !== undefined) return found;
      await once(this.arrivals, 'write');
    }
  }

  clear(): void {
    this.writes.length = 0;
    this.places.clear();
  }

  progress(videoId: string): object {
    const resume = this.places.get(videoId) ?? 0;
    return { video_id: videoId, position: resume, duration: null, watched: false, resume };
  }
}
