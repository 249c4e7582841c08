/** Keys of keyboards and of remote controls, by what they ask for. */

export type Key =
  | { readonly name: 'up' | 'down' | 'left' | 'right' | 'enter' | 'back' }
  | { readonly name: 'play' | 'pause' | 'play-pause' | 'stop' | 'rewind' | 'forward' }
  | { readonly name: 'text'; readonly text: string };

/** Televisions say little else: Samsung 10009, 10252; LG 461; the rest as in CE-HTML. */
const CODES: Readonly<Record<number, Exclude<Key['name'], 'text'>>> = {
  13: 'enter',
  19: 'pause',
  27: 'back',
  37: 'left',
  38: 'up',
  39: 'right',
  40: 'down',
  412: 'rewind',
  413: 'stop',
  415: 'play',
  417: 'forward',
  461: 'back',
  10009: 'back',
  10252: 'play-pause',
};

const NAMES: Readonly<Record<string, Exclude<Key['name'], 'text'>>> = {
  GoBack: 'back',
  BrowserBack: 'back',
  MediaPlay: 'play',
  MediaPause: 'pause',
  MediaPlayPause: 'play-pause',
  MediaStop: 'stop',
  MediaRewind: 'rewind',
  MediaFastForward: 'forward',
};

const BACKSPACE = 8; // the Back key of Vidaa

/** Null for what is not ours: shortcuts of the browser and whatever is typed into a field. */
export const keyOf = (event: KeyboardEvent): Key | null => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return null;
  const typing = isTextField(event.target);
  const name = NAMES[event.key] ?? CODES[event.keyCode];
  if (name !== undefined) {
    return typing && (name === 'left' || name === 'right') ? null : { name };
  }
  if (typing) return null;
  if (event.keyCode === BACKSPACE) return { name: 'back' };
  return { name: 'text', text: event.key };
};

export const isTextField = (target: EventTarget | null): boolean =>
  target instanceof HTMLInputElement && /^(text|search)$/.test(target.type);

export const isDirection = (name: Key['name']): name is 'up' | 'down' | 'left' | 'right' =>
  name === 'up' || name === 'down' || name === 'left' || name === 'right';

/** True on televisions, where the arrows have to reach everything and text has to be larger. */
export const isTelevision = (userAgent: string): boolean =>
  /\b(SMART-TV|SmartTV|Smart TV|Tizen|Web0S|webOS|NetCast|VIDAA|BRAVIA|HbbTV|AFT\w+|CrKey)\b/i.test(
    userAgent,
  ) || /Android.*\bTV\b|GoogleTV|Google TV/i.test(userAgent);
