/** What is in one video, and what it is offered as. */
import * as z from 'zod';
import { count, instant, seconds, videoId } from './json.ts';

const pixels = (of: string) => z.int().min(0).describe(`Pixels: ${of}`);
const rate = z.number().nullable().describe('Pictures a second; null where that is not known');
const text = (of: string) => z.string().nullable().describe(of);
const isOffered = z.boolean().describe('Whether playlists have it');
const reason = text('Why it is not offered, in words');

const common = {
  index: count('Its place in the container'),
  codec: z.string().describe('As FFmpeg calls it: `h264`, `aac`'),
  profile: text('Of the codec'),
  language: text('As the container says it, often ISO 639-2'),
  title: text('As the container says it'),
  default: z.boolean().describe('Chosen by those who do not choose'),
  forced: z.boolean().describe('To be shown also when nobody asks for it'),
  bit_rate: z.number().nullable().describe('Bits a second, where the container says so'),
};

const STREAM = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('video').describe('Moving pictures'),
      ...common,
      width: pixels('as coded, before rotation'),
      height: pixels('as coded, before rotation'),
      frame_rate: rate,
      bit_depth: count('Bits of a sample'),
      dynamic_range: z.string().describe('`sdr`, `pq`, `hlg` or `dolby-vision`'),
      rotation: z.number().describe('Degrees clockwise that show the picture upright'),
    }),
    z.object({
      kind: z.literal('audio').describe('Sound'),
      ...common,
      sample_rate: count('Samples a second'),
      channels: count('Channels'),
      channel_layout: z.string().describe('As FFmpeg calls it: `stereo`, `5.1`'),
    }),
    z.object({ kind: z.enum(['subtitle', 'other']).describe('All else'), ...common }),
  ])
  .meta({ id: 'Stream', description: 'A stream of the container' });

const CHAPTER = z
  .object({
    start: seconds('where it begins'),
    end: seconds('where it ends'),
    title: text('As the container says it'),
  })
  .meta({ id: 'Chapter', description: 'A chapter' });

const RENDITION = z
  .object({
    name: z.string().describe('In addresses: `source_hevc`, `720p_h264`'),
    kind: z.enum(['copy', 'transcode']).describe('As it is in the file, or made of it'),
    width: pixels('as shown'),
    height: pixels('as shown'),
    frame_rate: rate,
    video_range: z.enum(['SDR', 'PQ', 'HLG']).nullable().describe('As playlists say it'),
    codecs: z.array(z.string()).nullable().describe('As in `CODECS` (RFC 6381), sound included'),
    bandwidth: z.number().nullable().describe('Bits a second at most, sound included'),
    offered: isOffered,
    reason,
  })
  .meta({ id: 'Rendition', description: 'What the pictures are offered as' });

const AUDIO_TRACK = z
  .object({
    track: count('The index of its stream, which `audio` takes'),
    rendition: z.string().describe('In stereo AAC at most'),
    surround: text('The rendition in 5.1 AAC, where there is one'),
    name: z.string().describe('For people: its title, its language, or its number'),
    language: text('BCP 47: `en`'),
    title: text('As the container says it'),
    channels: count('Channels in the file'),
    default: z.boolean().describe('Heard by those who do not choose'),
    copy: z
      .object({
        name: z.string().describe('The rendition that is the track as it is'),
        codecs: text('As in `CODECS` (RFC 6381)'),
        offered: isOffered,
        reason,
      })
      .describe('The track as it is in the file'),
  })
  .meta({ id: 'AudioTrack', description: 'A track of sound' });

const SUBTITLE_TRACK = z
  .object({
    track: z.string().describe('In addresses: the index of its stream, or what files have instead'),
    kind: z.enum(['embedded', 'sidecar']).describe('In the file, or in one that lies beside it'),
    form: z.enum(['text', 'image']).describe('Pictures are in no playlist of their own'),
    codec: z.string().describe('As FFmpeg calls it: `subrip`, `ass`, `hdmv_pgs_subtitle`'),
    name: z.string().describe('For people: its language and title, or its number'),
    language: text('BCP 47: `en`'),
    title: text('As the container or the name of the file says it'),
    forced: z.boolean().describe('Only what has to be read whatever language is understood'),
    default: z.boolean().describe('Shown to those who do not choose'),
    sdh: z.boolean().describe('Tells what there is to hear, for those who cannot'),
    charset: z
      .object({
        name: z.string().describe('As the Encoding Standard calls it: `windows-1252`'),
        sure: z.boolean().describe('False where another one may be meant'),
      })
      .nullable()
      .describe('What the file beside the video is read as; null for others'),
    ass: text('Address of the whole track as an ASS script; null for pictures'),
    vtt: text('Address of the whole track as WebVTT; null for pictures'),
  })
  .meta({ id: 'SubtitleTrack', description: 'A track of subtitles' });

const FONT = z
  .object({
    font: count('In addresses: the index of its stream'),
    name: text('Of its file, as the container says it'),
    type: z.string().describe('Media type: `font/ttf`'),
    address: z.string().describe('Where it is'),
  })
  .meta({ id: 'Font', description: 'A font that the file has for its subtitles' });

export const VIDEO_DETAILS = z
  .object({
    video_id: videoId,
    title: z.string().describe('For players: `Firefly – S01E02 – The Train Job`'),
    size: count('Bytes of the file'),
    modified: instant('When the file was last written'),
    container: z.string().describe('As FFmpeg calls it: `matroska,webm`'),
    duration: seconds('from the first picture or sound to the last'),
    streams: z.array(STREAM).describe('As they are in the container'),
    chapters: z.array(CHAPTER).describe('In order'),
    renditions: z.array(RENDITION).describe('The copy first, then what is made, largest first'),
    audio_tracks: z.array(AUDIO_TRACK).describe('Those that can be chosen'),
    subtitle_tracks: z.array(SUBTITLE_TRACK).describe('In the file, then beside it'),
    fonts: z.array(FONT).describe('In the file, for subtitles in ASS'),
    trickplay: z
      .object({
        playlist: z.string().describe('Address of an image playlist'),
        track: z.string().describe('Address of a WebVTT track'),
      })
      .nullable()
      .describe('Small pictures for seeking; null for sound alone'),
    playlists: z
      .object({
        ts: z.string().describe('MPEG-TS, for every player'),
        fmp4: z.string().describe('Fragmented MP4, with all tracks of sound'),
      })
      .describe('Addresses of master playlists'),
    original: z.string().describe('Address of the file itself'),
  })
  .meta({ id: 'Video', description: 'A video' });
