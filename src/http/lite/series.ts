/** A series: its episodes by season, each a link. */
import type { ShowJson } from '../../stream/show-json.ts';
import { clock, focusAt, framed, LITE, type Look } from './frame.ts';
import { type Html, html } from './html.ts';
import { codeOf } from './list.ts';

type Series = Extract<ShowJson, { readonly kind: 'series' }>;
type Episode = Series['episodes'][number];

interface Watched {
  /** Videos that were seen to their end. */
  readonly seen: ReadonlySet<string>;
  /** The video to go on with. */
  readonly next: string;
}

export const seriesPage = (look: Look, show: Series, { seen, next }: Watched): string => {
  const { words } = look;
  const { title, year, plot } = show.info;
  const seasons = new Map<number, Episode[]>();
  for (const episode of show.episodes) {
    const known = seasons.get(episode.season);
    if (known === undefined) seasons.set(episode.season, [episode]);
    else known.push(episode);
  }
  const isSeen = (episode: Episode): boolean =>
    episode.versions.some(({ parts }) => parts.every((id) => seen.has(id)));
  const isNext = ({ versions }: Episode): boolean =>
    versions.some(({ parts }) => parts.includes(next));
  const link = (episode: Episode): Html =>
    episodeLink(look, show, episode, isSeen(episode), isNext(episode));
  return framed(
    look,
    title,
    html`<h1><bdi>${title}</bdi> <small>${year}</small></h1>
${plot === null ? null : html`<p>${plot}</p>`}
${show.offline ? html`<p>${words.offline}</p>` : null}
${[...seasons].map(
  ([season, those]) => html`<h2>${words.season(season)}</h2>
<ul class="titles">
${those.map(link)}
</ul>`,
)}
${extrasHtml(look, show)}`,
  );
};

const episodeLink = (
  { words }: Look,
  { info }: Series,
  episode: Episode,
  isSeen: boolean,
  isNext: boolean,
): Html => {
  const { video_id, title, duration, offline } = episode;
  const facts = [
    duration === null ? null : clock(duration),
    isSeen ? words.seen : null,
    offline ? words.offline : null,
  ].filter((fact) => fact !== null);
  const focus = focusAt(isNext);
  return html`<li><a href="${LITE}/${info.id}/${video_id}"${focus}>${codeOf(episode)}
<bdi>${title}</bdi> <small>${facts.join(' · ')}</small></a></li>`;
};

/** Trailers and the like. */
export const extrasHtml = ({ words }: Look, { info, extras }: ShowJson): Html | null =>
  extras.length === 0
    ? null
    : html`<h2>${words.extras}</h2>
<ul class="titles">
${extras.map(
  ({ video_id, title }) =>
    html`<li><a href="${LITE}/${info.id}/${video_id}"><bdi>${title}</bdi></a></li>`,
)}
</ul>`;
