/** One video, in the browser's own player. */
import { HaemaError } from '../../core/errors.ts';
import type { ShowJson } from '../../stream/show-json.ts';
import type { VideoDetails } from '../../stream/video-details.ts';
import { videoPath } from '../routes/paths.ts';
import { clock, focusAt, framed, LITE, type Look } from './frame.ts';
import { type Html, html } from './html.ts';
import { extrasHtml } from './series.ts';

type Version = Extract<ShowJson, { readonly kind: 'movie' }>['versions'][number];

export interface Watched {
  readonly show: ShowJson;
  readonly video: VideoDetails & { readonly title: string };
  /** Seconds. */
  readonly begin: number;
}

export const watchPage = (look: Look, { show, video, begin }: Watched): string => {
  const { words } = look;
  const { video_id: id, title } = video;
  const here = `${LITE}/${show.info.id}/${id}`;
  const resumed = html`<p>${words.resumes(clock(begin))}
<a href="${here}?from=0">${words.startOver}</a></p>`;
  return framed(
    look,
    title,
    html`<h1><bdi>${title}</bdi></h1>
${playerHtml(video, begin)}
${begin > 0 ? resumed : null}
${aroundHtml(look, show, id)}
<p><a href="${videoPath(id)}/original.m3u">${words.player}</a>
<a href="${videoPath(id)}/original">${words.file}</a></p>
${versionsHtml(look, show, id)}
${show.kind === 'movie' ? extrasHtml(look, show) : null}`,
  );
};

/** Nothing is made before somebody plays. What a browser does not know it passes over. */
const playerHtml = (video: VideoDetails, begin: number): Html => {
  const { video_id: id, subtitle_tracks: tracks } = video;
  const at = begin > 0 ? `#t=${begin}` : '';
  const direct = directType(video);
  const master = `${videoPath(id)}/master.m3u8${at}`;
  const subtitles = tracks.flatMap((track) => {
    const { vtt, language, name } = track;
    const isDefault = track.default ? html` default` : null;
    return vtt === null
      ? []
      : [
          html`<track kind="subtitles" src="${vtt}" srclang="${language ?? 'und'}"
label="${name}"${isDefault}>`,
        ];
  });
  const poster = `/api/v1/image/${id}/thumbnail?w=960`;
  return html`<video controls${focusAt(true)} preload="none" poster="${poster}">
${direct === null ? null : html`<source src="${videoPath(id)}/original${at}" type="${direct}">`}
<source src="${master}" type="application/vnd.apple.mpegurl">
<source src="${master}" type="application/x-mpegURL">
${subtitles}
</video>`;
};

const PLAIN_PROFILES = /^(?:Constrained Baseline|Baseline|Main|High)$/;

/** The type of a file that browsers play as it is; null for others, which HLS is made of. */
const directType = ({ container, streams }: VideoDetails): string | null => {
  const [picture] = streams.filter(({ kind }) => kind === 'video');
  const [sound] = streams.filter(({ kind }) => kind === 'audio');
  const has = (codecs: string, of: { readonly codec: string } | undefined): boolean =>
    of === undefined || codecs.split(' ').includes(of.codec);
  if (/\bmp4\b/.test(container)) {
    const isPlain = picture === undefined || PLAIN_PROFILES.test(picture.profile ?? '');
    return isPlain && has('h264', picture) && has('aac mp3', sound) ? 'video/mp4' : null;
  }
  if (!/\bwebm\b/.test(container)) return null;
  return has('vp8 vp9', picture) && has('opus vorbis', sound) ? 'video/webm' : null;
};

/** The episodes before and after it. */
const aroundHtml = ({ words }: Look, show: ShowJson, videoId: string): Html | null => {
  if (show.kind === 'movie') return null;
  const { id, title } = show.info;
  const at = show.episodes.findIndex(({ versions }) => versionWith(versions, videoId) !== null);
  const link = (to: number, name: string): Html | null => {
    const episode = at < 0 ? undefined : show.episodes[to];
    return episode === undefined
      ? null
      : html`<a href="${LITE}/${id}/${episode.video_id}">${name}</a>`;
  };
  return html`<p>${link(at - 1, words.previousEpisode)} ${link(at + 1, words.nextEpisode)}
<a href="${LITE}/${id}"><bdi>${title}</bdi></a></p>`;
};

const versionsHtml = ({ words }: Look, show: ShowJson, videoId: string): Html | null => {
  const works = show.kind === 'movie' ? [show] : show.episodes;
  const work = works.find(({ versions }) => versionWith(versions, videoId) !== null);
  if (work === undefined) return null;
  const link = (id: string, name: string): Html =>
    id === videoId
      ? html`<li><b><bdi>${name}</bdi></b></li>`
      : html`<li><a href="${LITE}/${show.info.id}/${id}"><bdi>${name}</bdi></a></li>`;
  const list = (name: string, items: readonly Html[]): Html | null =>
    items.length < 2 ? null : html`<h2>${name}</h2><ul class="titles">${items}</ul>`;
  const parts = versionWith(work.versions, videoId)?.parts ?? [];
  return html`${list(
    words.parts,
    parts.map((id, at) => link(id, words.part(at + 1))),
  )}
${list(
  words.versions,
  work.versions.map(({ video_id, label, name }) => link(video_id, label ?? name)),
)}`;
};

const versionWith = (versions: readonly Version[], videoId: string): Version | null =>
  versions.find(({ parts }) => parts.includes(videoId)) ?? null;

/** @throws NOT_FOUND for a video that does not belong to the show */
export const refuseOthers = (show: ShowJson, videoId: string): void => {
  const works = show.kind === 'movie' ? [show] : show.episodes;
  const isIn = works.some(({ versions }) => versionWith(versions, videoId) !== null);
  if (isIn || show.extras.some(({ video_id }) => video_id === videoId)) return;
  throw new HaemaError('NOT_FOUND', 'there is no such video');
};
