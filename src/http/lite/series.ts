/** A series: its episodes by season, each a link. */
import type { ShowJson } from '../../stream/show-json.ts';
import { clock, focusAt, framed, LITE, type Look } from './frame.ts';
import { type Html, html } from './html.ts';
import { codeOf } from './list.ts';

type Series = Extract<ShowJson, { readonly kind: 'series' }>;
type Episode = Series['episodes'][number];

/** `seen`: videos that were seen to their end. */
export const seriesPage = (look: Look, show: Series, seen: ReadonlySet<string>): string => {
  const { words } = look;
  const { title, year, plot } = show.info;
  const seasons = new Map<number, Episode[]>();
  for (const episode of show.episodes) {
    const known = seasons.get(episode.season);
    if (known === undefined) seasons.set(episode.season, [episode]);
    else known.push(episode);
  }
  const link = (episode: Episode): Html => episodeLink(look, show, episode, seen);
  return framed(
    look,
    title,
    html`<h1><bdi>${title}</bdi> <small>${year}</small></h1>
${plot === null ? null : html`<p>${plot}</p>`}
${show.offline ? html`<p>${words.offline}</p>` : null}
${[...seasons].map(
  ([season, episodes]) => html`<h2>${words.season(season)}</h2>
<ul class="titles">
${episodes.map(link)}
</ul>`,
)}
${extrasHtml(look, show)}`,
  );
};

const episodeLink = (
  { words }: Look,
  { info, episodes }: Series,
  episode: Episode,
  seen: ReadonlySet<string>,
): Html => {
  const { video_id, title, duration, versions, offline } = episode;
  const isSeen = versions.some(({ parts }) => parts.every((id) => seen.has(id)));
  const facts = [
    duration === null ? null : clock(duration),
    isSeen ? words.seen : null,
    offline ? words.offline : null,
  ].filter((fact) => fact !== null);
  const focus = focusAt(episode === episodes[0]);
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
