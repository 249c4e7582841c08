/** What the stub knows of what was watched, and what it was told. */
import { EventEmitter, once } from 'node:events';

export interface Write {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

const EVERYONE = { profile_id: 'default', name: 'Everyone' };

interface Profile {
  readonly profile_id: string;
  readonly name: string;
}

export class StubWatching {
  /** What was told, in order. It changes no place: tests set these. */
  readonly writes: Write[] = [];
  /** Seconds by video: where to go on. */
  readonly places = new Map<string, number>();

  /** What is to be gone on with. */
  toContinue: readonly object[] = [];
  /** What is known of the series. */
  seen: readonly object[] = [];
  /** Which of its episodes is the next one. */
  next = 0;
  profiles: readonly Profile[] = [EVERYONE];
  private readonly arrivals = new EventEmitter();

  /** @returns what is answered */
  add(write: Write): object {
    this.writes.push(write);
    this.arrivals.emit('write');
    const id = /^\/api\/v1\/profiles\/(\w+)$/.exec(write.path)?.[1];
    return id === undefined ? {} : this.changeProfile(id, write);
  }

  private changeProfile(id: string, { method, body }: Write): object {
    if (method === 'DELETE') {
      this.profiles = this.profiles.filter(({ profile_id }) => profile_id !== id);
      return { profiles: this.profiles };
    }
    const changed = { profile_id: id, ...(body as Pick<Profile, 'name'>) };
    this.profiles = this.profiles.map((it) => (it.profile_id === id ? changed : it));
    return changed;
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
    this.toContinue = [];
    this.seen = [];
    this.next = 0;
    this.profiles = [EVERYONE];
  }

  progress(videoId: string): object {
    const resume = this.places.get(videoId) ?? 0;
    return { video_id: videoId, position: resume, duration: null, watched: false, resume };
  }
}

/** A film of which `part` was seen. */
export const begunFilm = (title: string, videoId: string, part: number): object => ({
  video_id: videoId,
  show_id: videoId,
  kind: 'movie',
  title,
  year: null,
  episode: null,
  position: part * 6000,
  duration: 6000,
  watched: false,
  resume: part * 6000,
});
