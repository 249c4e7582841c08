/** Keys of keyboards and remote controls: what they do depends on what is open and focused. */
import { focusable, moveFocus } from '../focus.ts';
import type { Key } from '../keys.ts';
import type { Player } from './player.ts';
import { shortcut } from './shortcuts.ts';

const VOLUME_STEP = 0.05;

/** Whether the key was used; `root` is what the player is drawn into. */
export const press = (
  player: Player,
  root: HTMLElement,
  key: Key,
  event: KeyboardEvent,
): boolean => {
  player.idle.wake();
  // At once, not with the next drawing: what cannot be seen cannot have the focus.
  root.querySelector('.asleep')?.classList.remove('asleep');
  if (key.name === 'back') {
    player.back();
    return true;
  }
  if (player.help) {
    player.showHelp(false);
    return true;
  }
  if (player.menu !== null) return pressInMenu(player, root, key, event);
  const focused = document.activeElement;
  const onButton = focused instanceof HTMLButtonElement || focused instanceof HTMLAnchorElement;
  if (onButton && (key.name === 'enter' || (key.name === 'text' && key.text === ' '))) return false;
  const act = shortcut(key);
  act?.(player, event.repeat);
  return act !== null || move(player, root, key.name, event.repeat);
};

/** While a menu is open the arrows are its own. */
const pressInMenu = (
  player: Player,
  root: HTMLElement,
  key: Key,
  event: KeyboardEvent,
): boolean => {
  const rows = Array.from(root.querySelectorAll<HTMLElement>('.panel-row'));
  const at = rows.indexOf(document.activeElement as HTMLElement);
  const row = rows[at];
  switch (key.name) {
    case 'up':
    case 'down':
      rows[Math.max(0, Math.min(rows.length - 1, at + (key.name === 'up' ? -1 : 1)))]?.focus();
      return true;
    case 'left':
      player.back();
      return true;
    case 'right':
      if (row?.getAttribute('aria-haspopup') === 'menu') row.click();
      return true;
    case 'enter':
    case 'text':
      return false; // the browser presses the button
    default:
      shortcut(key)?.(player, event.repeat);
      return true;
  }
};

/** Arrows and Enter. The browser does the rest, as a slider's own steps. */
const move = (player: Player, root: HTMLElement, name: Key['name'], held: boolean): boolean => {
  const { playback } = player;
  const focused = document.activeElement;
  const seekBar = root.querySelector<HTMLElement>('.seek');
  const onControl = focused instanceof HTMLElement && focusable(root).includes(focused);
  const onPicture = !onControl || focused === seekBar;
  switch (name) {
    case 'enter':
      if (!onPicture) return false;
      playback.toggle();
      if (isRemote()) seekBar?.focus();
      return true;
    case 'left':
    case 'right':
      if (onPicture) {
        playback.step(name === 'left' ? -1 : 1, held);
        if (isRemote()) seekBar?.focus();
      } else if (focused instanceof HTMLInputElement) return false;
      else moveFocus(root, name);
      return true;
    case 'up':
    case 'down':
      if (onControl) moveFocus(root, name);
      else upOrDown(name, player, root);
      return true;
    default:
      return false;
  }
};

/** Remote controls have keys for the volume, but no Tab key to get at the controls. */
const upOrDown = (name: 'up' | 'down', { playback }: Player, root: HTMLElement): void => {
  if (isRemote()) {
    const [start, play] = ['.resume-note button', '.play'];
    const wanted = name === 'down' ? play : `${start}, .seek`;
    const found = Array.from(root.querySelectorAll<HTMLElement>(wanted));
    found.filter((element) => element.getClientRects().length > 0)[0]?.focus();
  } else {
    playback.setVolume(playback.video.volume + (name === 'up' ? VOLUME_STEP : -VOLUME_STEP));
  }
};

const isRemote = (): boolean =>
  document.documentElement.classList.contains('tv') ||
  !window.matchMedia('(any-pointer: fine)').matches;
