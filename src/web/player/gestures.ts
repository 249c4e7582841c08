/** What clicks, taps and swipes on the picture mean. */
import { isFullscreen } from './fullscreen.ts';
import type { Player } from './player.ts';

const DOUBLE_MS = 300;
/** CSS pixels from which a finger does not tap. */
const SLIP = 16;
const SWIPE = 64;
/** Seconds that a finger seeks from one side of the picture to the other. */
const WIDTH_SECONDS = 120;

/**
 * Fingers: once for the controls, twice at a side to seek, in the middle of a paused one to play;
 * along it to seek, up and down for the full screen. Mouse: once to play or pause, twice to fill
 * the screen.
 */
export const onGestures = (element: HTMLElement, player: Player): (() => void) => {
  const finger = new Finger(element, player);
  const click = (): void => {
    if (player.menu === null) player.playback.toggle();
  };
  const listeners: Readonly<Record<string, (event: never) => void>> = {
    touchstart: finger.down,
    touchmove: finger.move,
    touchend: finger.up,
    touchcancel: finger.cancel,
    click,
    dblclick: () => player.fullscreen(),
  };
  for (const name of Object.keys(listeners)) {
    element.addEventListener(name, listeners[name] as EventListener, { passive: false });
  }
  return () => finger.close();
};

class Finger {
  private readonly element: HTMLElement;
  private readonly player: Player;
  private start: Touch | null = null;
  /** Where it seeks to; null while it does not seek. */
  private from: number | null = null;
  private target = 0;
  private lastTap = Number.NEGATIVE_INFINITY;
  private timer: number | undefined;

  constructor(element: HTMLElement, player: Player) {
    this.element = element;
    this.player = player;
  }

  readonly down = ({ touches }: TouchEvent): void => {
    this.cancel();
    this.start = touches.length === 1 ? (touches[0] ?? null) : null;
  };

  readonly move = (event: TouchEvent): void => {
    const [touch] = Array.from(event.touches);
    if (this.start === null || touch === undefined) return;
    event.preventDefault();
    const { playback, idle } = this.player;
    const x = touch.clientX - this.start.clientX;
    const y = touch.clientY - this.start.clientY;
    if (this.from === null) {
      if (Math.abs(x) < SLIP || Math.abs(x) < 1.5 * Math.abs(y)) return;
      this.from = playback.time;
      this.player.drag(true);
    }
    idle.wake();
    this.target = this.from + (x / this.element.clientWidth) * WIDTH_SECONDS;
    playback.look(this.target, false);
  };

  readonly up = (event: TouchEvent): void => {
    event.preventDefault(); // else a click follows
    const { start } = this;
    const touch = event.changedTouches[0];
    if (start === null || touch === undefined) return;
    this.start = null;
    const y = touch.clientY - start.clientY;
    if (this.from !== null) this.finish();
    else if (Math.abs(y) > SWIPE) this.swipe(y);
    else this.tap(touch.clientX, event.timeStamp);
  };

  readonly cancel = (): void => {
    this.start = null;
    if (this.from === null) return;
    this.target = this.player.playback.time;
    this.finish();
  };

  close(): void {
    window.clearTimeout(this.timer);
  }

  private finish(): void {
    this.from = null;
    this.player.drag(false);
    this.player.playback.look(this.target, true);
  }

  /** Up fills the screen, down leaves it. */
  private swipe(y: number): void {
    if (y < 0 !== isFullscreen()) this.player.fullscreen();
  }

  /** `now`: when the finger left the screen, however busy the page is. */
  private tap(x: number, now: number): void {
    const { player } = this;
    const { left, width } = this.element.getBoundingClientRect();
    const side = sideOf((x - left) / width);
    const again = now - this.lastTap < DOUBLE_MS || player.tapped !== null;
    this.lastTap = now;
    window.clearTimeout(this.timer);
    if (player.menu !== null) player.closeMenu();
    else if (side !== 0 && again) player.tapSeek(side);
    else if (side === 0 && !player.playback.playing) player.playback.toggle();
    else this.timer = window.setTimeout(this.toggleControls, side === 0 ? 0 : DOUBLE_MS);
  }

  private readonly toggleControls = (): void => {
    const { idle } = this.player;
    if (idle.asleep()) idle.wake();
    else idle.sleep();
  };
}

/** −1 in the left third, 1 in the right one. */
const sideOf = (part: number): -1 | 0 | 1 => {
  if (part < 1 / 3) return -1;
  return part > 2 / 3 ? 1 : 0;
};
