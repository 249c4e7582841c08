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
  failed: { title: 'The titles cannot be shown' },
  length: {
    seconds: (count: number): string => `${count} s`,
    minutes: (count: number): string => `${count} min`,
    hours: (count: number): string => `${count} h`,
    left: (length: string): string => `${length} left`,
  },
  seasons: (count: number): string => counted(count, 'season'),
  episodes: (count: number): string => counted(count, 'episode'),
  offline: 'Away',
  nav: { label: 'Library', home: 'Home', all: 'All', movie: 'Movies', series: 'Series' },
  home: {
    going: 'Continue watching',
    next: 'Next up',
    added: 'Recently added',
    movies: 'Movies',
    series: 'Series',
    all: 'Show all',
    more: 'More',
    remove: (title: string): string => `Take ${title} out of this row`,
    looking: {
      title: 'Looking for videos',
      text: 'The folders are looked through. Titles appear here as soon as they are found.',
    },
    nothing: {
      title: 'No videos found',
      text:
        'No videos were found in the folders that haema serves. Put some there: they appear here ' +
        'by themselves.',
    },
  },
  list: {
    sort: 'Sort by',
    sorts: { title: 'Title', added: 'Recently added', year: 'Year' },
    unwatched: 'Unwatched',
    allWatched: 'All of it has been watched.',
    nothing: {
      movie: 'There are no movies here yet.',
      series: 'There are no series here yet.',
      all: 'There is nothing here yet.',
    },
  },
  found: {
    label: (text: string): string => `Results for “${text}”`,
    nothing: {
      title: 'Nothing matches',
      text: (text: string): string => `No title contains “${text}”.`,
    },
  },
  card: { details: (title: string): string => `About ${title}`, hint: 'Hold OK for details' },
  scan: {
    listing: 'Looking through the folders',
    probing: (done: number, all: number): string => `Looking into new files: ${done} of ${all}`,
    away: (folders: readonly string[]): string =>
      folders.length === 1
        ? `The folder ${folders[0]} is away. What is in it is kept, and plays when it is back.`
        : `The folders ${folders.join(', ')} are away. What is in them is kept, and plays when ` +
          'they are back.',
  },
  profiles: {
    label: (name: string): string => `Who watches: ${name}`,
    title: 'Who watches?',
    first: 'Everyone',
    add: 'Add someone',
    name: 'Name',
    save: 'Add',
    taken: 'That name cannot be used. Is it there already?',
    change: (name: string): string => `Change ${name}`,
    rename: 'Save',
    remove: 'Remove',
    removeIt: (name: string): string => `Remove ${name}?`,
    lost: 'What was watched goes with it, for good.',
    keep: 'Keep',
    failed: 'That did not work. Try again.',
  },
  show: {
    play: 'Play',
    playIt: (what: string): string => `Play ${what}`,
    resume: (left: string): string => `Resume · ${left}`,
    goOn: (what: string): string => `Go on with ${what}`,
    again: 'Watch again',
    startOver: 'Start over',
    more: 'More',
    less: 'Less',
    season: (number: number): string => (number === 0 ? 'Specials' : `Season ${number}`),
    seasons: 'Seasons',
    episodes: 'Episodes',
    versions: 'Versions',
    extras: 'Extras',
    audio: 'Audio',
    subtitles: 'Subtitles',
    part: (number: number): string => `Part ${number}`,
    watched: 'Watched',
    markWatched: 'Mark as watched',
    markUnwatched: 'Mark as not watched',
    markEpisode: (title: string): string => `Mark ${title} as watched`,
    unmarkEpisode: (title: string): string => `Mark ${title} as not watched`,
    away: 'The folder that this lies in is away. It plays when it is back.',
    missing: {
      title: 'No such title',
      text: 'haema has nothing at this address. Look for it in the list.',
    },
    kinds: {
      sample: 'Sample',
      trailer: 'Trailer',
      featurette: 'Featurette',
      behindthescenes: 'Behind the scenes',
      deleted: 'Deleted scene',
      interview: 'Interview',
      scene: 'Scene',
      short: 'Short',
      clip: 'Clip',
      other: 'Extra',
      advert: 'Advert',
    },
  },
};

export type Words = typeof en;
