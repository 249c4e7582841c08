/** What the page says in English; the other languages say the same. */

const counted = (count: number, word: string): string =>
  `${count} ${word}${count === 1 ? '' : 's'}`;

export const en = {
  search: 'Search',
  searchTitles: 'Search titles',
  titles: (count: number): string => counted(count, 'title'),
  back: 'Back',
  tryAgain: 'Try again',
  unreachable: {
    title: 'Cannot reach haema',
    text: 'The server does not answer. See that it runs and that this device is online.',
  },
};

export type Words = typeof en;
