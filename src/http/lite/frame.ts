/** What all plain pages share. */
import type { HaemaError } from '../../core/errors.ts';
import { type Html, html } from './html.ts';
import type { Words } from './words.ts';

export interface Look {
  readonly words: Words;
  /** Address of the style sheet. */
  readonly style: string;
}

export const LITE = '/lite';

export const framed = ({ words, style }: Look, title: string, main: Html): string =>
  html`<!doctype html>
<html lang="${words.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>
<body>
<nav><a href="${LITE}">${words.all}</a> <a href="${LITE}?kind=movie">${words.films}</a>
<a href="${LITE}?kind=series">${words.series}</a> <a href="/">${words.whole}</a></nav>
<main>
${main}
</main>
</body>
</html>
`.text;

export const failurePage = (look: Look, error: HaemaError): string =>
  framed(
    look,
    look.words.failed,
    html`<h1>${look.words.failed}</h1>
<p lang="en">${error.message}</p>
<p><a href="${LITE}"${focusAt(true)}>${look.words.again}</a></p>`,
  );

/** Of the one thing on a page that arrows begin at: no script puts the focus there. */
export const focusAt = (isIt: boolean): Html | null => (isIt ? html` autofocus` : null);

/** `1:02:03` */
export const clock = (seconds: number): string => {
  const whole = Math.floor(seconds);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours === 0
    ? `${minutes}:${pad(whole % 60)}`
    : `${hours}:${pad(minutes)}:${pad(whole % 60)}`;
};
