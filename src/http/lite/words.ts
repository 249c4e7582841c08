/** What the plain pages say, in the languages that they know. */

const en = {
  lang: 'en',
  films: 'Movies',
  series: 'Series',
  all: 'All titles',
  continue: 'Continue watching',
  search: 'Search',
  found: (count: number) => (count === 1 ? '1 title' : `${count} titles`),
  nothing: 'Nothing was found.',
  empty: 'There are no videos yet. They show up here once they are found.',
  previous: 'Previous page',
  next: 'Next page',
  page: (number: number, of: number) => `Page ${number} of ${of}`,
  season: (number: number) => (number === 0 ? 'Specials' : `Season ${number}`),
  episodes: (count: number) => (count === 1 ? '1 episode' : `${count} episodes`),
  versions: 'Versions',
  parts: 'Parts',
  part: (number: number) => `Part ${number}`,
  extras: 'Extras',
  seen: 'watched',
  offline: 'offline: its folder is not there at the moment',
  previousEpisode: 'Previous episode',
  nextEpisode: 'Next episode',
  resumes: (time: string) => `Begins at ${time}.`,
  startOver: 'Start over',
  file: 'The file itself',
  player: 'Open in another player',
  whole: 'The page with everything',
  failed: 'That did not work',
  again: 'Back to the list',
};

export type Words = typeof en;

const ko: Words = {
  lang: 'ko',
  films: '영화',
  series: '시리즈',
  all: '전체',
  continue: '이어서 보기',
  search: '검색',
  found: (count) => `${count}편`,
  nothing: '찾은 것이 없습니다.',
  empty: '아직 동영상이 없습니다. 발견되면 여기에 나타납니다.',
  previous: '이전 페이지',
  next: '다음 페이지',
  page: (number, of) => `${number} / ${of} 페이지`,
  season: (number) => (number === 0 ? '스페셜' : `시즌 ${number}`),
  episodes: (count) => `${count}화`,
  versions: '버전',
  parts: '나뉜 부분',
  part: (number) => `${number}부`,
  extras: '부가 영상',
  seen: '시청함',
  offline: '오프라인: 폴더를 지금 찾을 수 없습니다',
  previousEpisode: '이전 화',
  nextEpisode: '다음 화',
  resumes: (time) => `${time}부터 재생합니다.`,
  startOver: '처음부터 보기',
  file: '파일 자체',
  player: '다른 플레이어로 열기',
  whole: '모든 기능이 있는 페이지',
  failed: '작동하지 않았습니다',
  again: '목록으로 돌아가기',
};

const LANGUAGES: ReadonlyMap<string, Words> = new Map([
  ['en', en],
  ['ko', ko],
]);

/** By the browser's wish, which names languages with weights: `ko-KR,ko;q=0.9,en;q=0.8`. */
export const wordsFor = (acceptLanguage: string): Words => {
  const wishes = acceptLanguage.split(',').map((item) => {
    const [tag = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((it) => it.startsWith('q='))?.slice(2);
    return { language: tag.split('-')[0] ?? '', weight: weight === undefined ? 1 : Number(weight) };
  });
  const known = wishes.filter(({ language, weight }) => LANGUAGES.has(language) && weight > 0);
  const [first] = known.sort((a, b) => b.weight - a.weight);
  return LANGUAGES.get(first?.language ?? '') ?? en;
};
