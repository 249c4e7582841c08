/** Other screens: AirPlay, or the Remote Playback API, whichever the browser has. */
import { canPlayNatively } from './native-source.ts';
import type { Session } from './session.ts';

interface AirPlay {
  readonly webkitShowPlaybackTargetPicker?: () => void;
  readonly webkitCurrentPlaybackTargetIsWireless?: boolean;
}

const AVAILABLE = 'webkitplaybacktargetavailabilitychanged';
const SWITCHED = 'webkitcurrentplaybacktargetiswirelesschanged';

/** What is played by scripts cannot be sent elsewhere: the browser's own player takes over. */
export class Casting {
  /** Whether there is anything to play it on. */
  available = false;
  private readonly video: HTMLVideoElement & AirPlay;
  private readonly session: Session;
  private readonly changed: () => void;

  constructor(video: HTMLVideoElement, session: Session, changed: () => void) {
    this.video = video;
    this.session = session;
    this.changed = changed;
    const { remote } = video as { readonly remote?: RemotePlayback };
    if (this.video.webkitShowPlaybackTargetPicker !== undefined) {
      video.addEventListener(AVAILABLE, this.heard);
      video.addEventListener(SWITCHED, this.switched);
    } else if (remote !== undefined) {
      // Of what scripts play the browser says that it cannot be sent: it is the address that can.
      this.available = canPlayNatively(video);
      remote.addEventListener('disconnect', this.ended);
    }
  }

  /** Asks where to; the browser shows what there is. */
  choose(): void {
    const { video } = this;
    if (!this.session.useNative(true)) return;
    if (video.webkitShowPlaybackTargetPicker !== undefined) video.webkitShowPlaybackTargetPicker();
    else video.remote.prompt().catch(this.ended);
  }

  close(): void {
    this.video.removeEventListener(AVAILABLE, this.heard);
    this.video.removeEventListener(SWITCHED, this.switched);
    const { remote } = this.video as { readonly remote?: RemotePlayback };
    remote?.removeEventListener('disconnect', this.ended);
  }

  private readonly heard = (event: Event): void => {
    const { availability } = event as Event & { readonly availability?: string };
    this.available = availability === 'available';
    this.changed();
  };

  private readonly switched = (): void => {
    if (this.video.webkitCurrentPlaybackTargetIsWireless !== true) this.ended();
  };

  private readonly ended = (): void => {
    this.session.useNative(false);
  };
}
