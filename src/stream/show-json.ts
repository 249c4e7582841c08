/** Films and series in the API's own spelling. */
import { toSeconds } from '../core/ticks.ts';
import type { ShowPlace } from '../library/shows/shelf.ts';
import type { Episode, Extra, Show, ShowInfo, Version } from '../library/shows/types.ts';
import type { Summary } from '../library/summaries.ts';
import { bestFormat, type Format, formatJson } from './format-json.ts';

/** What is known of the videos of shows besides their names. */
export interface Known {
  /** Of the videos that somebody has looked into. */
  readonly summaries: ReadonlyMap<string, Summary>;
  /** Of posters, by what they are asked for by: 0xRRGGBB. */
  readonly colours: ReadonlyMap<string, number>;
  /** Labels of the roots that are away. */
  readonly away: ReadonlySet<string>;
  /** Languages of the subtitles that lie beside videos, where they were looked for. */
  readonly beside?: ReadonlyMap<string, readonly string[]>;
}

export const showJson = (show: Show, known: Known) => {
  const info = infoJson(show.info);
  const extras = show.extras.map((it) => extraJson(it, known));
  if (show.kind === 'movie') {
    const versions = show.versions.map((it) => versionJson(it, known));
    return { kind: show.kind, info, ...bestOf(versions), versions, extras };
  }
  const episodes = show.episodes.map((it) => episodeJson(it, known));
  const offline = episodes.every((episode) => episode.offline);
  const format = bestFormat(episodes.flatMap((episode) => episode.format ?? []));
  return { kind: show.kind, info, offline, format, episodes, extras };
};

/** In steps: series may have hundreds of episodes. */
export function* showsJson(shows: readonly Show[], known: Known): Generator<void, ShowJson[]> {
  const made: ShowJson[] = [];
  for (const show of shows) {
    made.push(showJson(show, known));
    yield;
  }
  return made;
}

/** Addresses of pictures, which are made when they are asked for. */
const pictures = (id: string) => ({
  thumbnail: `/api/v1/image/${id}/thumbnail`,
  banner: `/api/v1/image/${id}/banner`,
  poster: `/api/v1/image/${id}/poster`,
});

export const infoJson = ({ id, title, sortTitle, year, ids, plot, addedUs }: ShowInfo) => ({
  id,
  title,
  sort_title: sortTitle,
  year,
  added: new Date(addedUs / 1000).toISOString(),
  ids,
  plot,
  ...pictures(id),
});

const episodeJson = (episode: Episode, known: Known) => {
  const { id, index, season, numbers, aired, title, plot } = episode;
  const versions = episode.versions.map((it) => versionJson(it, known));
  return {
    id,
    index,
    season,
    numbers,
    aired,
    title,
    plot,
    ...pictures(id),
    ...bestOf(versions),
    versions,
  };
};

export const versionJson = ({ label, name, videoIds, disc, root }: Version, known: Known) => ({
  label,
  name,
  video_id: videoIds[0] ?? '',
  parts: videoIds,
  disc,
  offline: known.away.has(root),
  duration: durationOf(videoIds, known),
  format: formatOf(videoIds[0] ?? '', known),
});

/** What is played by those who do not choose: the best of those that are there. */
export const bestOf = (versions: readonly ReturnType<typeof versionJson>[]) => {
  const best = versions.find(({ offline }) => !offline) ?? versions[0];
  return {
    video_id: best?.video_id ?? '',
    duration: best?.duration ?? null,
    format: best?.format ?? null,
    offline: best?.offline ?? false,
  };
};

const extraJson = ({ videoId, name, kind, title, root }: Extra, known: Known) => ({
  kind,
  title,
  name,
  video_id: videoId,
  offline: known.away.has(root),
  duration: durationOf([videoId], known),
});

/** Of all parts; null while nobody has looked into one of them. */
const durationOf = (videoIds: readonly string[], { summaries }: Known): number | null => {
  let sum = 0;
  for (const id of videoIds) {
    const duration = summaries.get(id)?.duration;
    if (duration === undefined) return null;
    sum += duration;
  }
  return toSeconds(sum);
};

const formatOf = (videoId: string, { summaries, beside }: Known): Format | null => {
  const summary = summaries.get(videoId);
  if (summary === undefined) return null;
  const format = formatJson(summary);
  const others = beside?.get(videoId) ?? [];
  if (others.length === 0) return format;
  const subtitle_languages = [...new Set([...format.subtitle_languages, ...others])];
  return { ...format, subtitle_languages };
};

export type ShowJson = ReturnType<typeof showJson>;

/** What a player shows: `Firefly – S01E02 – The Train Job`. */
export const placeTitle = ({ show, episode }: ShowPlace, videoId: string): string => {
  const { title } = show.info;
  const extra = show.extras.find((it) => it.videoId === videoId);
  if (extra !== undefined) return `${title} – ${extra.title}`;
  if (episode === null) return title;
  const { season, numbers } = episode;
  const twoDigits = (number: number): string => String(number).padStart(2, '0');
  const code = `S${twoDigits(season)}${numbers.map((number) => `E${twoDigits(number)}`).join('')}`;
  return [title, ...(numbers.length === 0 ? [] : [code]), episode.title].join(' – ');
};
