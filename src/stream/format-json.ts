/** In what form a video is there, in few words: what badges and short lines say. */
import type { Summary } from '../library/summaries.ts';
import { languageTag } from './languages.ts';

/** By the longer and the shorter side of what is shown, with room for bars that were cut off. */
const RESOLUTIONS = [
  { name: '8K', long: 6400, short: 3600 },
  { name: '4K', long: 3200, short: 1800 },
  { name: '1440p', long: 2240, short: 1300 },
  { name: '1080p', long: 1600, short: 900 },
  { name: '720p', long: 1100, short: 650 },
  { name: '576p', long: 960, short: 520 },
  { name: '480p', long: 700, short: 400 },
  { name: 'SD', long: 0, short: 0 },
] as const;

const RANGES: Readonly<Record<string, 'HDR10' | 'HLG' | 'Dolby Vision'>> = {
  pq: 'HDR10',
  hlg: 'HLG',
  'dolby-vision': 'Dolby Vision',
};

/** The best of several come first. */
const RANGE_ORDER = ['Dolby Vision', 'HDR10', 'HLG'] as const;

export type Format = ReturnType<typeof madeFormat>;

const made = new WeakMap<Summary, Format>();

/** The same object for the same summary: lists have thousands. */
export const formatJson = (summary: Summary): Format => {
  const format = made.get(summary) ?? madeFormat(summary);
  made.set(summary, format);
  return format;
};

const madeFormat = ({ picture, audio, subtitles }: Summary) => ({
  resolution: picture === null ? null : resolutionOf(picture),
  hdr: picture === null ? null : (RANGES[picture.range] ?? null),
  sound: soundOf(audio),
  audio_languages: tags(audio.map(({ language }) => language)),
  subtitle_languages: tags(subtitles),
});

const resolutionOf = ({ long, short }: NonNullable<Summary['picture']>) =>
  RESOLUTIONS.find((it) => long >= it.long || short >= it.short)?.name ?? 'SD';

/** Of the track with the most channels, as boxes say it. */
const soundOf = (audio: Summary['audio']): string | null => {
  let most: Summary['audio'][number] | undefined;
  for (const track of audio) if (track.channels > (most?.channels ?? 0)) most = track;
  if (most === undefined) return null;
  const { channels, layout } = most;
  if (channels <= 2) return channels === 1 ? 'mono' : 'stereo';
  return /^\d{1,2}\.\d/.exec(layout)?.[0] ?? SOUNDS[channels] ?? `${channels}.0`;
};

/** What so many channels are where their layout has no such name. */
const SOUNDS: Readonly<Record<number, string>> = { 6: '5.1', 7: '6.1', 8: '7.1' };

const tags = (codes: readonly (string | null)[]): string[] => [
  ...new Set(codes.map(tagOf).filter((tag) => tag !== null)),
];

const known = new Map<string, string | null>();

/** Files of a library say the same few. */
const tagOf = (code: string | null): string | null => {
  if (code === null) return null;
  const tag = known.get(code) ?? languageTag(code);
  if (known.size < MOST_KNOWN) known.set(code, tag);
  return tag;
};

const MOST_KNOWN = 1000;

/** Of a series: the best that its episodes have, and all their languages. Null where none has. */
export const bestFormat = (formats: readonly Format[]): Format | null => {
  const [only] = formats;
  if (formats.length < 2 || only === undefined) return only ?? null;
  const names = RESOLUTIONS.map(({ name }) => name);
  const sounds = formats.flatMap(({ sound }) => sound ?? []);
  return {
    resolution: names.find((name) => formats.some((it) => it.resolution === name)) ?? null,
    hdr: RANGE_ORDER.find((name) => formats.some((it) => it.hdr === name)) ?? null,
    sound: sounds.toSorted((a, b) => loudness(b) - loudness(a))[0] ?? null,
    audio_languages: [...new Set(formats.flatMap((it) => it.audio_languages))],
    subtitle_languages: [...new Set(formats.flatMap((it) => it.subtitle_languages))],
  };
};

/** `5.1` is more than `5.0`, and each more than two. */
const loudness = (sound: string): number => (sound === 'mono' ? 1 : Number(sound) || 2);
