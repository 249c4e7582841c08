/** Films and series. */
import * as z from 'zod';
import { instant, nullable, seconds, videoId } from './json.ts';

const picture = (of: string) => z.string().describe(`Address of ${of}; takes \`w\`, its width`);
const pictures = {
  thumbnail: picture('a small picture'),
  banner: picture('a wide picture'),
  poster: picture('an upright picture'),
};
const title = z.string().describe('As people call it');
const name = z.string().describe("The file's own name, without folder and ending");

export const FORMAT = z
  .object({
    resolution: z
      .enum(['8K', '4K', '1440p', '1080p', '720p', '576p', '480p', 'SD'])
      .nullable()
      .describe('Its class: bars that were cut off do not lower it. Null for sound alone'),
    hdr: z
      .enum(['Dolby Vision', 'HDR10', 'HLG'])
      .nullable()
      .describe('Null for pictures of the usual range'),
    sound: z
      .string()
      .nullable()
      .describe('Of the track with the most channels: `mono`, `stereo`, `5.1`; null without'),
    audio_languages: z.array(z.string()).describe('BCP 47, those that are known'),
    subtitle_languages: z
      .array(z.string())
      .describe('BCP 47, of those in the file; in the answer of one show also of files beside it'),
  })
  .meta({ id: 'Format', description: 'In what form it is there, as badges say it' });

export const format = nullable(
  FORMAT.describe('Of the best version, or episode; null while nobody has looked'),
);

const playable = {
  video_id: videoId.describe('What is played by those who do not choose: of the best version'),
  duration: nullable(seconds('all parts together; null while nobody has looked into one of them')),
  format,
  offline: z.boolean().describe('Its folder is away: what is in it is kept, and cannot be played'),
};

const SHOW_INFO = z
  .object({
    id: z.string().describe('What `/api/v1/shows/<show_id>` takes; stays when files are renamed'),
    title,
    sort_title: z.string().describe('For sorting: without the article in front'),
    year: z.int().nullable().describe('Of the first showing; null where names do not tell'),
    added: instant('When the newest of its files was first seen'),
    ids: z
      .record(z.string(), z.string())
      .describe('Ids of `tmdb`, `imdb` and `tvdb`, where names hold them'),
    plot: z.string().nullable().describe('As a `.nfo` file tells it'),
    ...pictures,
  })
  .meta({ id: 'ShowInfo', description: 'What films and series have in common' });

const VERSION = z
  .object({
    label: z.string().nullable().describe("What tells it apart: `Director's Cut 1080p BluRay`"),
    name,
    video_id: videoId.describe('Its first part'),
    parts: z.array(videoId).describe('Videos that are watched one after the other: `cd1`, `cd2`'),
    disc: z
      .enum(['VIDEO_TS', 'BDMV', 'ISO'])
      .nullable()
      .describe('What kind of disc it was copied from'),
    duration: playable.duration,
    format,
    offline: playable.offline,
  })
  .meta({ id: 'Version', description: 'One way in which a film or an episode is there' });

const EXTRA = z
  .object({
    kind: z
      .enum([
        ...([
          'sample',
          'trailer',
          'featurette',
          'behindthescenes',
          'deleted',
          'interview',
        ] as const),
        ...(['scene', 'short', 'clip', 'other', 'advert'] as const),
      ])
      .describe('What it is'),
    title,
    name,
    video_id: videoId,
    duration: playable.duration,
    offline: playable.offline,
  })
  .meta({ id: 'Extra', description: 'What lies beside a show, such as a trailer' });

const versions = z.array(VERSION).describe('Files of the same, the best first');
const extras = z.array(EXTRA).describe('Trailers, scenes, interviews and the like');

const EPISODE = z
  .object({
    id: z.string().describe('Stays when the file is renamed, moved or replaced'),
    index: z.int().min(0).describe('Its place in the series, from 0'),
    season: z.int().min(0).describe('0 are the specials; the year for what is known by its date'),
    numbers: z
      .array(z.number())
      .describe('Within the season: several where a file holds more, none where none is counted'),
    aired: z.string().nullable().describe('`2019-03-14`, for what is known by its date'),
    title,
    plot: z.string().nullable().describe('As a `.nfo` file tells it'),
    ...pictures,
    ...playable,
    versions,
  })
  .meta({ id: 'Episode', description: 'One episode of a series' });

const info = SHOW_INFO;

const MOVIE = z
  .object({ kind: z.literal('movie').describe('A film'), info, ...playable, versions, extras })
  .meta({ id: 'Movie', description: 'A film' });

const SERIES = z
  .object({
    kind: z.literal('series').describe('A series'),
    info,
    offline: z.boolean().describe('All of it is away'),
    format,
    episodes: z.array(EPISODE).describe('In the order in which they are watched, specials last'),
    extras,
  })
  .meta({ id: 'Series', description: 'A series' });

export const SHOW = z
  .discriminatedUnion('kind', [MOVIE, SERIES])
  .meta({ id: 'Show', description: 'A film or a series' });

export const SHOWS = z.array(SHOW);
