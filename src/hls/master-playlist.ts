/** The text of a multivariant playlist (RFC 8216 section 4.3.4): data in, text out. */
import type { Rational } from '../core/rational.ts';

/** One EXT-X-STREAM-INF. */
export interface Variant {
  readonly uri: string;
  /** Bits a second; bounds, see bandwidth.ts. */
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  /** RFC 6381, of everything that plays with it. */
  readonly codecs: readonly string[];
  /** SUPPLEMENTAL-CODECS; null for none. */
  readonly supplemental: string | null;
  /** The group of the sound that is played with it; null where that is muxed, or there is none. */
  readonly audio: string | null;
  /** The group of the subtitles that are shown with it; null where there are none. */
  readonly subtitles: string | null;
  /** Null for sound alone. */
  readonly picture: Picture | null;
}

export interface Picture {
  readonly width: number;
  readonly height: number;
  /** Null where nobody knows. */
  readonly frameRate: Rational | null;
  readonly range: 'SDR' | 'PQ' | 'HLG';
}

/** One EXT-X-MEDIA of type AUDIO. Texts come from files: they are made harmless here. */
export interface AudioMedia {
  readonly group: string;
  readonly uri: string;
  readonly name: string;
  /** BCP 47; null where nobody says. */
  readonly language: string | null;
  /** `2`, `6`, `16/JOC`. */
  readonly channels: string;
  /** One of each group. */
  readonly isDefault: boolean;
  /** It tells what there is to see. */
  readonly descriptive: boolean;
}

/** One EXT-X-MEDIA of type SUBTITLES. Texts come from files: they are made harmless here. */
export interface SubtitleMedia {
  readonly group: string;
  readonly uri: string;
  readonly name: string;
  /** BCP 47; null where nobody says. */
  readonly language: string | null;
  /** Shown by those who do not choose; one of the group at most. */
  readonly isDefault: boolean;
  /** Only what has to be read by those, too, who understand the sound. */
  readonly forced: boolean;
  /** It tells what there is to hear. */
  readonly forDeaf: boolean;
}

/** One EXT-X-MEDIA of type CLOSED-CAPTIONS: they travel within the pictures. */
export interface CaptionMedia {
  /** `CC1` to `CC4`, `SERVICE1` to `SERVICE63`. */
  readonly channel: string;
  readonly name: string;
  /** BCP 47; null where nobody says. */
  readonly language: string | null;
}

export interface MasterPlaylist {
  readonly container: 'ts' | 'fmp4';
  /** In the order in which players should consider them. */
  readonly variants: readonly Variant[];
  /** Tracks in playlists of their own; none where the sound is muxed. */
  readonly audio: readonly AudioMedia[];
  readonly subtitles: readonly SubtitleMedia[];
  /** Within the pictures of all variants; absent: none are known of. */
  readonly captions?: readonly CaptionMedia[];
  /** Whether every segment starts with an IDR. */
  readonly independent: boolean;
  /** Single pictures for seeking; null for sound alone. */
  readonly iframes: IframeStream | null;
  /** Small pictures for seeking. */
  readonly images: ImageStream | null;
}

/** One EXT-X-I-FRAME-STREAM-INF. */
export interface IframeStream {
  readonly uri: string;
  readonly bandwidth: number;
  readonly averageBandwidth: number;
  readonly codecs: string;
  readonly picture: Pick<Picture, 'width' | 'height' | 'range'>;
}

/** One EXT-X-IMAGE-STREAM-INF (Roku's extension, which other players pass over). */
export interface ImageStream {
  readonly uri: string;
  readonly bandwidth: number;
  readonly width: number;
  readonly height: number;
}

export const masterPlaylist = (playlist: MasterPlaylist): string => {
  const lines = ['#EXTM3U', `#EXT-X-VERSION:${playlist.container === 'ts' ? 3 : 7}`];
  if (playlist.independent) {
    lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  }
  for (const id of new Set(playlist.audio.map(({ group }) => group))) {
    lines.push(...groupLines(playlist.audio.filter(({ group }) => group === id)));
  }
  lines.push(...subtitleLines(playlist.subtitles));
  const captions = captionLines(playlist.captions ?? []);
  lines.push(...captions);
  for (const variant of playlist.variants) {
    const list = variantAttributes(variant, captions.length > 0);
    lines.push(`#EXT-X-STREAM-INF:${attributes(list)}`, variant.uri);
  }
  if (playlist.iframes !== null) lines.push(iframeLine(playlist.iframes));
  if (playlist.images !== null) lines.push(imageLine(playlist.images));
  lines.push('');
  return lines.join('\n');
};

const iframeLine = ({ uri, picture, ...stream }: IframeStream): string =>
  `#EXT-X-I-FRAME-STREAM-INF:${attributes([
    ['BANDWIDTH', String(stream.bandwidth)],
    ['AVERAGE-BANDWIDTH', String(stream.averageBandwidth)],
    ['CODECS', quoted(stream.codecs)],
    ['RESOLUTION', `${picture.width}x${picture.height}`],
    ['VIDEO-RANGE', picture.range],
    ['URI', quoted(uri)],
  ])}`;

const imageLine = ({ uri, bandwidth, width, height }: ImageStream): string =>
  `#EXT-X-IMAGE-STREAM-INF:${attributes([
    ['BANDWIDTH', String(bandwidth)],
    ['RESOLUTION', `${width}x${height}`],
    ['CODECS', quoted('jpeg')],
    ['URI', quoted(uri)],
  ])}`;

const groupLines = (group: readonly AudioMedia[]): string[] => {
  const names = namesOf(group);
  const chosen = autoselected(group);
  return group.map((media, index) => {
    const list = mediaAttributes(media, names[index] ?? '', chosen.has(media));
    return `#EXT-X-MEDIA:${attributes(list)}`;
  });
};

const subtitleLines = (subtitles: readonly SubtitleMedia[]): string[] => {
  const names = namesOf(subtitles);
  const chosen = firstOfEach(
    subtitles,
    ({ language, forced, forDeaf }) => `${language} ${forced} ${forDeaf}`,
  );
  return subtitles.map((media, index) => {
    const list = subtitleAttributes(media, names[index] ?? '', chosen.has(media));
    return `#EXT-X-MEDIA:${attributes(list)}`;
  });
};

type Attributes = readonly (readonly [name: string, value: string] | null)[];

/** What players may choose by language: commentary comes behind the film's own sound. */
const autoselected = (audio: readonly AudioMedia[]): Set<AudioMedia> =>
  firstOfEach(audio, ({ language, descriptive }) => `${language} ${descriptive}`);

/** The default one before others of its kind. */
const firstOfEach = <Media extends { readonly isDefault: boolean }>(
  list: readonly Media[],
  kindOf: (media: Media) => string,
): Set<Media> => {
  const first = new Map<string, Media>();
  for (const media of list.toSorted((a, b) => Number(b.isDefault) - Number(a.isDefault))) {
    const kind = kindOf(media);
    if (!first.has(kind)) first.set(kind, media);
  }
  return new Set(first.values());
};

const mediaAttributes = (media: AudioMedia, name: string, autoselect: boolean): Attributes => [
  ['TYPE', 'AUDIO'],
  ['GROUP-ID', quoted(media.group)],
  ['NAME', quoted(name)],
  // Apple's rules demand it of every track; `und` is what BCP 47 has for nobody knows.
  ['LANGUAGE', quoted(media.language === null ? 'und' : harmless(media.language))],
  ['DEFAULT', media.isDefault ? 'YES' : 'NO'],
  ['AUTOSELECT', autoselect ? 'YES' : 'NO'],
  ['CHANNELS', quoted(media.channels)],
  media.descriptive ? ['CHARACTERISTICS', quoted('public.accessibility.describes-video')] : null,
  ['URI', quoted(media.uri)],
];

const FOR_DEAF =
  'public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound';

const subtitleAttributes = (media: SubtitleMedia, name: string, autoselect: boolean) =>
  [
    ['TYPE', 'SUBTITLES'],
    ['GROUP-ID', quoted(media.group)],
    ['NAME', quoted(name)],
    ['LANGUAGE', quoted(media.language === null ? 'und' : harmless(media.language))],
    ['DEFAULT', media.isDefault ? 'YES' : 'NO'],
    ['AUTOSELECT', autoselect ? 'YES' : 'NO'],
    ['FORCED', media.forced ? 'YES' : 'NO'],
    media.forDeaf ? ['CHARACTERISTICS', quoted(FOR_DEAF)] : null,
    ['URI', quoted(media.uri)],
  ] satisfies Attributes;

const CAPTIONS = '"captions"';

const captionLines = (captions: readonly CaptionMedia[]): string[] =>
  captions.map(({ channel, name, language }, index) => {
    const list: Attributes = [
      ['TYPE', 'CLOSED-CAPTIONS'],
      ['GROUP-ID', CAPTIONS],
      ['NAME', quoted(name)],
      ['LANGUAGE', quoted(language === null ? 'und' : harmless(language))],
      ['DEFAULT', 'NO'],
      ['AUTOSELECT', index === 0 ? 'YES' : 'NO'],
      ['INSTREAM-ID', quoted(channel)],
    ];
    return `#EXT-X-MEDIA:${attributes(list)}`;
  });

const variantAttributes = (variant: Variant, captioned: boolean): Attributes => {
  const { picture } = variant;
  const rate = picture?.frameRate ?? null;
  return [
    ['BANDWIDTH', String(variant.bandwidth)],
    ['AVERAGE-BANDWIDTH', String(variant.averageBandwidth)],
    ['CODECS', quoted(variant.codecs.join(','))],
    variant.supplemental === null ? null : ['SUPPLEMENTAL-CODECS', quoted(variant.supplemental)],
    picture && ['RESOLUTION', `${picture.width}x${picture.height}`],
    rate && ['FRAME-RATE', (rate.num / rate.den).toFixed(3)],
    picture && ['VIDEO-RANGE', picture.range],
    variant.audio === null ? null : ['AUDIO', quoted(variant.audio)],
    variant.subtitles === null ? null : ['SUBTITLES', quoted(variant.subtitles)],
    captioned && picture ? ['CLOSED-CAPTIONS', CAPTIONS] : null,
  ];
};

const attributes = (list: Attributes): string =>
  list.flatMap((entry) => (entry === null ? [] : [entry.join('=')])).join(',');

const quoted = (text: string): string => `"${text}"`;

/** A quoted string holds no line break and no quote (RFC 8216 4.2). */
const harmless = (text: string): string =>
  text
    .replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ')
    .replaceAll('"', '\u2019')
    .trim();

/** What is left of a name may be nothing; players show it. */
const namesOf = (group: readonly { readonly name: string }[]): string[] =>
  distinct(group.map(({ name }, position) => harmless(name) || `Track ${position + 1}`));

/** Members of a group need different names (RFC 8216 4.3.4.1.1). */
const distinct = (names: readonly string[]): string[] => {
  const taken = new Set<string>();
  return names.map((name) => {
    let free = name;
    for (let count = 2; taken.has(free); count++) {
      free = `${name} (${count})`;
    }
    taken.add(free);
    return free;
  });
};
