/** Films and series as the stub tells of them. */

export const VIDEO_ID = 'abcdefghijklmnop';

export const SERIES_ID = 'seriesseriesseri';

export const videoId = (index: number): string => {
  const letters = index
    .toString(26)
    .replace(/./g, (digit) => String.fromCharCode(97 + Number.parseInt(digit, 26)));
  return index === 0 ? VIDEO_ID : letters.padStart(16, 'a');
};

const infoOf = (id: string, title: string) => ({
  ...{ id, title, sort_title: title, year: null, plot: null },
  thumbnail: `/api/v1/image/${id}/thumbnail`,
});

export const show = (title: string, index: number) => ({
  kind: 'movie',
  info: infoOf(videoId(index), title),
  video_id: videoId(index),
  duration: index % 7 === 3 ? null : 45 + index * 613,
  versions: [],
});

type Film = ReturnType<typeof show>;

const PER_SEASON = 2;

const episodeOf = ({ info, video_id, duration }: Film, index: number) => ({
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
});

export type StubShow = Film | ReturnType<typeof seriesOf>;

/** What to play of it: the episode at `index`. */
export const nextOf = (it: StubShow, index: number): object => {
  const episode = 'episodes' in it ? it.episodes[index] : undefined;
  const video_id = episode?.video_id ?? ('video_id' in it ? it.video_id : '');
  const { id, title, year } = it.info;
  const place = { position: 0, duration: null, watched: false, resume: 0 };
  return { show_id: id, kind: it.kind, title, year, episode: episode ?? null, video_id, ...place };
};
