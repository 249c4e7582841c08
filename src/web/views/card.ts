/** A title as something to press. */
import { el } from '../dom.ts';
import { wantPicture } from '../picture.ts';

export interface CardFacts {
  readonly title: string;
  /** What is worth knowing besides: how long it is, which episode. */
  readonly note: string;
  readonly href: string;
  /** What the colour comes from: the same for the same title, wherever it stands. */
  readonly id: string;
  /** Address of a wide picture; null where there is none. */
  readonly picture: string | null;
  /** How much of it was seen, 0 to 1. */
  readonly seen: number;
}

export const card = ({ title, note, href, id, picture, seen }: CardFacts): HTMLAnchorElement => {
  const tile = el(
    'span',
    { class: 'tile', 'data-initial': initial(title) },
    seen > 0 ? seenBar(seen) : null,
  );
  tile.style.setProperty('--hue', String(hue(id)));
  if (picture !== null) wantPicture(tile, picture);
  return el(
    'a',
    { class: 'card', href, title },
    tile,
    el(
      'span',
      { class: 'card-text' },
      el('span', { class: 'card-title' }, title),
      note === '' ? null : el('span', { class: 'card-note' }, note),
    ),
  );
};

/** A line as long as what was seen. */
export const seenBar = (part: number): HTMLElement => {
  const bar = el('span', { class: 'seen' }, el('span'));
  (bar.firstChild as HTMLElement).style.width = `${Math.round(Math.min(1, part) * 100)}%`;
  return bar;
};

/** The first letter or digit; everything beyond ASCII counts as one. */
const initial = (title: string): string =>
  (/[^\s!-/:-@[-`{-~]/u.exec(title)?.[0] ?? title.charAt(0)).toUpperCase();

const hue = (text: string): number => {
  let sum = 0;
  for (let at = 0; at < text.length; at++) sum = (sum * 31 + text.charCodeAt(at)) % 1e6;
  return (sum * 137) % 360;
};
