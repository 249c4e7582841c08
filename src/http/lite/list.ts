/** The list of titles, a page at a time, and what was found. */
import type { CardJson } from '../../stream/card-json.ts';
import type { WatchLists } from '../services.ts';
import { focusAt, framed, LITE, type Look } from './frame.ts';
import { type Html, html } from './html.ts';
import type { Words } from './words.ts';

/** Titles of a page. */
export const PER_PAGE = 60;

/** Of what is to be continued. */
export const BEGUN = 6;

export interface ListQuery {
  readonly search: string;
  readonly kind: 'movie' | 'series' | undefined;
  /** From 1. */
  readonly page: number;
}

export interface Listed {
  readonly query: ListQuery;
  readonly cards: readonly CardJson[];
  readonly total: number;
  readonly begun: Begun;
}

type Begun = Awaited<ReturnType<WatchLists['toContinue']>>['continue'];

export const listPage = (look: Look, listed: Listed): string => {
  const { words } = look;
  const { query, cards, total, begun } = listed;
  const { search, kind } = query;
  const heading = kind === undefined ? words.all : kind === 'movie' ? words.films : words.series;
  return framed(
    look,
    search === '' ? heading : search,
    html`<form action="${LITE}" role="search">
<input type="search" name="search" maxlength="200" value="${search}" aria-label="${words.search}"
${focusAt(total === 0)}>
<button>${words.search}</button></form>
${begun.length === 0 ? null : begunList(words, begun)}
<h1>${search === '' ? heading : html`<bdi>${search}</bdi>`}</h1>
<p>${total === 0 ? (search === '' ? words.empty : words.nothing) : words.found(total)}</p>
<ul class="titles">
${cards.map((card, at) => html`<li>${cardLink(words, card, at === 0 && begun.length === 0)}</li>`)}
</ul>
${pagesHtml(words, query, total)}`,
  );
};

const cardLink = (words: Words, card: CardJson, isFirst: boolean): Html => {
  const { id, title, year, kind, episodes, format, offline } = card;
  const facts = [
    year === null ? null : String(year),
    kind === 'series' ? words.episodes(episodes) : null,
    format?.resolution ?? null,
    format?.hdr ?? null,
    offline ? words.offline : null,
  ].filter((fact) => fact !== null);
  return html`<a href="${LITE}/${id}"${focusAt(isFirst)}><bdi>${title}</bdi>
<small>${facts.join(' · ')}</small></a>`;
};

const begunList = (words: Words, begun: Begun): Html => html`<h2>${words.continue}</h2>
<ul class="titles">
${begun.map(({ show_id, video_id, title, episode }, at) => {
  const name = episode === null ? '' : ` · ${codeOf(episode)} ${episode.title}`;
  return html`<li><a href="${LITE}/${show_id}/${video_id}"${focusAt(at === 0)}>
<bdi>${title}${name}</bdi></a></li>`;
})}
</ul>`;

export const codeOf = (episode: {
  readonly season: number;
  readonly numbers: readonly number[];
}): string => {
  const { season, numbers } = episode;
  return numbers.length === 0 ? '' : `S${season}E${numbers.join('-')}`;
};

const pagesHtml = (words: Words, query: ListQuery, total: number): Html | null => {
  const count = query.search === '' ? Math.ceil(total / PER_PAGE) : 1;
  if (count <= 1) return null;
  const { page, kind } = query;
  const link = (to: number, name: string, rel: string): Html | null => {
    if (to < 1 || to > count) return null;
    const address = `${LITE}?${kind === undefined ? '' : `kind=${kind}&`}page=${to}`;
    return html`<a href="${address}" rel="${rel}">${name}</a>`;
  };
  return html`<p class="pages">${link(page - 1, words.previous, 'prev')}
<span>${words.page(page, count)}</span> ${link(page + 1, words.next, 'next')}</p>`;
};
