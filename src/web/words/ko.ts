/** What the page says in Korean. */
import type { Words } from './en.ts';

export const ko: Words = {
  search: '검색',
  searchTitles: '제목 검색',
  titles: (count) => `${count}편`,
  back: '뒤로',
  tryAgain: '다시 시도',
  unreachable: {
    title: 'haema에 연결할 수 없습니다',
    text: '서버가 응답하지 않습니다. 서버가 실행 중이고 이 기기가 네트워크에 연결되어 있는지 확인하세요.',
  },
};
