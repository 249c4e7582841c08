/** Films and series as the stub tells of them. */

export const VIDEO_ID = 'abcdefghijklmnop';

export const SERIES_ID = 'seriesseriesseri';

export const videoId = (index: number): string => {
  const letters = index
    .toString(26)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
  return index === 0 ? VIDEO_ID : letters.padStart(16, 'a');
};

const picturesOf = (id: string) => ({
  thumbnail: `/api/v1/image/${id}/thumbnail`,
  banner: `/api/v1/image/${id}/banner`,
  poster: `/api/v1/image/${id}/poster`,
});

const infoOf = (id: string, title: string) => ({
  ...{ id, title, sort_title: title, year: null as number | null, plot: null as string | null },
  ...picturesOf(id),
});

/** In what form all of it is there. */
const FORMAT = {
  ...{ resolution: '4K', hdr: 'HDR10', sound: '5.1' },
  ...{ audio_languages: ['en', 'de'], subtitle_languages: ['ko'] },
};

export const show = (title: string, index: number) => ({
  kind: 'movie',
  info: infoOf(videoId(index), title),
  video_id: videoId(index),
  duration: index % 7 === 3 ? null : 45 + index * 613,
  ...{ offline: false, versions: [], extras: [], format: FORMAT },
});

type Film = ReturnType<typeof show>;

const PER_SEASON = 2;

const episodeOf = ({ info, video_id, duration }: Film, index: number) => ({
  ...{ id: `e${video_id.slice(1)}`, index, aired: null, plot: null, offline: false },
  ...picturesOf(video_id),
  season: 1 + Math.floor(index / PER_SEASON),
  numbers: [1 + (index % PER_SEASON)],
  title: info.title,
  video_id,
  duration,
  versions: [],
});

export const seriesOf = (title: string, films: readonly Film[]) => ({
  kind: 'series',
  info: { ...infoOf(SERIES_ID, title), year: 2004, plot: 'They are lost.' },
  episodes: films.map(episodeOf),
  ...{ offline: false, extras: [], format: FORMAT },
});

export type StubShow = Film | ReturnType<typeof seriesOf>;

/** As lists show it. */
export const cardOf = (show: StubShow, watched = false): object => {
  const { id, title, sort_title, year } = show.info;
  const isFilm = 'video_id' in show;
  const episodes = isFilm ? [] : show.episodes;
  return {
    ...{ id, kind: show.kind, title, sort_title, year, watched, seen: 0 },
    ...{ added: '2026-01-01T00:00:00Z', colour: null, format: FORMAT, offline: false },
    video_id: isFilm ? show.video_id : null,
    duration: isFilm ? show.duration : null,
    seasons: new Set(episodes.map(({ season }) => season)).size,
    episodes: episodes.length,
  };
};

/** What to play of it: the episode at `index`. */
export const nextOf = (it: StubShow, index: number): object => {
  const episode = 'episodes' in it ? it.episodes[index] : undefined;
  const video_id = episode?.video_id ?? ('video_id' in it ? it.video_id : '');
  const { id, title, year } = it.info;
  const place = { position: 0, duration: null, watched: false, resume: 0 };
  return { show_id: id, kind: it.kind, title, year, episode: episode ?? null, video_id, ...place };
};
