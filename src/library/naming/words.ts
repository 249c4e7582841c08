/** The words that names are read by, all in lower case. A word here costs one look into a map. */
import type { ExtraKind } from './types.ts';

const words = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

/** `season`: has a number before or after it. */
export const SEASON_WORDS: ReadonlySet<string> = new Set(
  words(`season series staffel saison temporada stagione seizoen säsong sæson sesong kausi sezon
    sezona sezóna série évad sezonul сезон сезона σεζόν עונה الموسم موسم mùa musim livre 시즌
    シーズン`),
);

export const EPISODE_WORDS: ReadonlySet<string> = new Set(
  words(`episode episodes episodio épisode episódio episodul ep eps folge capítulo capitulo
    aflevering avsnitt afsnit jakso odcinek bölüm серия серії эпизод выпуск díl epizoda rész
    επεισόδιο פרק الحلقة tập episod`),
);

export const SPECIAL_WORDS: ReadonlySet<string> = new Set(words('sp ova oad special specials'));

/** Folders of many shows: their names say nothing of what lies in them. */
const CONTAINERS: ReadonlySet<string> = new Set(
  words(`movies movie films film filme cinema kino video videos media multimedia tv shows series
    serien tvshows downloads download library anime animes animation cartoons documentaries docs
    dokus complete new neu action comedy drama horror thriller scifi sci-fi peliculas
    películas cine filmes séries serie serier filmy seriale seriál seriály dizi diziler filmler
    filmer sarjat elokuvat фильмы кино сериалы мультфильмы видео аниме 映画 ドラマ アニメ 动画 電影 电影
    电视剧 電視劇 动漫 영화 드라마 애니 애니메이션 예능 misc other unsorted 4k uhd hd 3d bluray dvd`),
);

const CONTAINER_PHRASES = /^(?:tv (?:shows|series)|home videos|my (?:movies|videos)|spielfilme|#)$/;

/** Also `A`, `0-9` and `1080p`, by which large libraries are split. */
export const isContainer = (name: string): boolean => {
  const lower = name.trim().toLowerCase();
  if (tagOf(lower)?.force === 'strong') return true;
  return (
    CONTAINERS.has(lower) ||
    CONTAINER_PHRASES.test(lower) ||
    /^(?:[a-z]|0-9|[a-z]-[a-z])$/.test(lower)
  );
};

const EXTRA_FOLDERS: ReadonlyMap<string, ExtraKind> = new Map([
  ['sample', 'sample'],
  ['samples', 'sample'],
  ['trailer', 'trailer'],
  ['trailers', 'trailer'],
  ['featurette', 'featurette'],
  ['featurettes', 'featurette'],
  ['behind the scenes', 'behindthescenes'],
  ['making of', 'behindthescenes'],
  ['deleted scenes', 'deleted'],
  ['deleted', 'deleted'],
  ['interviews', 'interview'],
  ['interview', 'interview'],
  ['scenes', 'scene'],
  ['shorts', 'short'],
  ['clips', 'clip'],
  ['extras', 'other'],
  ['extra', 'other'],
  ['bonus', 'other'],
  ['bonusmaterial', 'other'],
  ['bonus features', 'other'],
  ['special features', 'other'],
  ['others', 'other'],
  ['proof', 'other'],
]);

export const extraFolder = (name: string): ExtraKind | null =>
  EXTRA_FOLDERS.get(
    name
      .trim()
      .toLowerCase()
      .replace(/[._-]+/g, ' '),
  ) ?? null;

/** As Kodi, Plex and Jellyfin have them at the end of a file's name. */
export const EXTRA_SUFFIXES: Readonly<Record<string, ExtraKind>> = {
  sample: 'sample',
  trailer: 'trailer',
  featurette: 'featurette',
  behindthescenes: 'behindthescenes',
  deleted: 'deleted',
  deletedscene: 'deleted',
  interview: 'interview',
  scene: 'scene',
  short: 'short',
  clip: 'clip',
  other: 'other',
  extra: 'other',
};

/** What a word of a release name tells. */
export interface Tag {
  readonly what: 'resolution' | 'source' | 'range' | 'edition' | 'other';
  /** As a version's label has it; null where it is no help in choosing. */
  readonly label: string | null;
  /**
   * What it takes to be no word of the title: `strong` nothing; `beside` to stand before such,
   * after the year or in brackets; `after` one of the latter two.
   */
  readonly force: Force;
  /** Said by the same word: `BD1080p`. */
  readonly also?: Tag | null;
}

type Force = 'strong' | 'beside' | 'after';

const TAGS = new Map<string, Tag>();

const add = (
  what: Tag['what'],
  force: Force,
  entries: Readonly<Record<string, string>> | string,
): void => {
  if (typeof entries === 'string') {
    for (const word of words(entries)) TAGS.set(word, { what, force, label: null });
    return;
  }
  for (const [label, text] of Object.entries(entries)) {
    for (const word of words(text)) TAGS.set(word, { what, force, label });
  }
};

for (const lines of ['4320', '2160', '1440', '1080', '720', '576', '540', '480', '360', '240']) {
  for (const scan of ['p', 'i']) add('resolution', 'strong', { [lines + scan]: lines + scan });
}
add('resolution', 'beside', { '2160p': '4k uhd 4kuhd', '4320p': '8k' });
add('source', 'strong', {
  BluRay: 'bluray blu-ray bdremux',
  BDRip: 'bdrip',
  BRRip: 'brrip',
  'WEB-DL': 'webdl web-dl',
  WEBRip: 'webrip web-rip',
  HDTV: 'hdtv hdtvrip',
  TVRip: 'tvrip dsr pdtv dvb satrip',
  DVDRip: 'dvdrip',
  DVDScr: 'dvdscr',
  HDRip: 'hdrip',
  HDCAM: 'hdcam',
  Telesync: 'telesync hdts',
  VHSRip: 'vhsrip',
});
add('source', 'beside', { BluRay: 'bd', WEB: 'web', DVD: 'dvd dvd5 dvd9', CAM: 'cam', VHS: 'vhs' });
add('source', 'strong', { Remux: 'remux' });
add('range', 'strong', { HDR10: 'hdr10', 'HDR10+': 'hdr10+ hdr10plus' });
add('range', 'beside', {
  HDR: 'hdr',
  DV: 'dv dovi',
  HLG: 'hlg',
  '3D': '3d sbs hsbs ou hou half-sbs half-ou',
});
add('edition', 'beside', {
  Extended: 'extended',
  'Extended Cut': 'extended-cut',
  'Extended Edition': 'extended-edition',
  "Director's Cut": "director's-cut directors-cut director’s-cut dc",
  'Theatrical Cut': 'theatrical-cut',
  Theatrical: 'theatrical',
  Unrated: 'unrated',
  Uncut: 'uncut',
  Remastered: 'remastered',
  Restored: 'restored',
  Redux: 'redux',
  'Final Cut': 'final-cut',
  'The Final Cut': 'the-final-cut',
  'Special Edition': 'special-edition',
  'Ultimate Edition': 'ultimate-edition',
  'Ultimate Cut': 'ultimate-cut',
  "Collector's Edition": "collector's-edition collectors-edition",
  'Anniversary Edition': 'anniversary-edition',
  IMAX: 'imax imax-edition',
  'Open Matte': 'open-matte openmatte',
  Criterion: 'criterion criterion-collection',
  Despecialized: 'despecialized',
  Workprint: 'workprint',
});
add(
  'other',
  'strong',
  `x264 x265 h264 h265 h-264 h-265 hevc avc xvid divx av1 vp9 10bit 8bit 10-bit hi10p aac aac2 aac5
  ac3 eac3 dts dts-hd dtshd ddp ddp2 ddp5 ddp7 dd2 dd5 dd+ flac truehd atmos fhdrip nondrm`,
);
add(
  'other',
  'beside',
  `proper repack rerip readnfo retail multi multisub multisubs multi-sub dual-audio dl dubbed subbed
  ensubbed engsub vostfr vost truefrench vff hardsub softsub nf amzn dsnp hmax atvp hulu pcok pmtp
  german french english italian spanish portuguese korean japanese chinese mandarin cantonese hindi
  russian polish dutch swedish danish norwegian finnish turkish ita eng ger fre spa jpn kor rus
  latino castellano uncensored opus lpcm pcm`,
);
add(
  'other',
  'after',
  `real internal limited complete hybrid dual dub sub subs vf vo hc stan it cr end final fin ma mp3
  hq upscaled ws fs ntsc pal max`,
);

export const tagOf = (word: string): Tag | null => TAGS.get(word) ?? null;

/** What phrases of several words begin with. */
export const PHRASE_STARTS: ReadonlySet<string> = new Set(
  [...TAGS.keys()].flatMap((words) => (words.includes('-') ? (words.split('-')[0] ?? []) : [])),
);
