/** What a master playlist says of a title's renditions. */
import type { Rational } from '../core/rational.ts';
import type { Container } from '../engine/types.ts';
import {
  audioBandwidth,
  bandwidth,
  CAPTIONS_RATE,
  copiedBandwidth,
  densest,
  iframeBandwidth,
  type Stretch,
  whole,
} from '../hls/bandwidth.ts';
import { AAC_LC } from '../hls/codecs.ts';
import { FRAME_RATE_CAP, type Rendition } from '../hls/ladder.ts';
import type {
  Variant as AnyVariant,
  AudioMedia,
  CaptionMedia,
  IframeStream,
  Picture,
} from '../hls/master-playlist.ts';
import { burnedLadder } from './burned.ts';
import type { PictureCopy } from './copies.ts';
import { IFRAME_RENDITION, iframeRung } from './iframes.ts';
import type { Inits } from './inits.ts';
import { languageTag, trackName } from './languages.ts';
import { isDescriptive, soundGroups } from './sound-groups.ts';
import {
  type AudioTrack,
  type Choice,
  initRequest,
  muxedTrack,
  offersCopy,
  type Title,
  videoOf,
} from './title.ts';

/** Whatever subtitles are shown with it. */
type Variant = Omit<AnyVariant, 'subtitles'>;

/** A choice without its rendition. */
export interface Query extends Omit<Choice, 'rendition'> {
  /** The track of subtitles that is drawn into the pictures. */
  readonly subtitle?: string | undefined;
}

/** A rendition of the pictures, whatever sound is played with it. */
export interface PictureFacts {
  readonly name: string;
  readonly codecs: string;
  readonly supplemental: string | null;
  readonly picture: Picture;
  /** With sound of so many bits a second. */
  readonly rates: (audio: number, container: Container) => Rates;
}

interface Rates {
  readonly peak: number;
  readonly average: number;
}

/** Nothing can be drawn into a copy. */
export const showsCopy = (title: Title, { container, subtitle }: Query): boolean =>
  subtitle === undefined && offersCopy(title, container);

/**
 * What is copied first, then the ladder.
 * @throws NOT_FOUND for a track of subtitles that cannot be drawn
 */
export const pictureFacts = (title: Title, query: Query, inits: Inits): Promise<PictureFacts[]> => {
  const { copy } = title;
  const copies = copy !== null && showsCopy(title, query) ? [copyFacts(copy)] : [];
  const { subtitle } = query;
  const ladder = subtitle === undefined ? title.ladder : burnedLadder(title, subtitle);
  const made = ladder.map((rung) => rungFacts(title, rung, inits));
  return Promise.all([...copies, ...made]);
};

export const copyFacts = (copy: PictureCopy): PictureFacts => {
  const { name, codecs, supplemental, cuts, width, height, frameRate, range } = copy;
  const copied = { cuts, pictureRate: perSecond(frameRate) };
  return {
    name,
    codecs,
    supplemental,
    picture: { width, height, frameRate, range },
    rates: (audio, container) => copiedBandwidth(copied, audio, container),
  };
};

export const rungFacts = async (
  title: Title,
  { name, recipe }: Rendition,
  inits: Inits,
): Promise<PictureFacts> => {
  const { width, height, frameRate } = recipe;
  const { transcode } = title.grid;
  const [codecs = ''] = await inits.codecs({ ...initRequest(title, name), audio: null });
  const captions = captionsOf(title).length === 0 ? 0 : CAPTIONS_RATE;
  return {
    name,
    codecs,
    supplemental: null,
    picture: { width, height, frameRate, range: 'SDR' },
    rates: (audio, container) => ({
      peak: captions + bandwidth(recipe, densest(transcode), audio, container),
      average: captions + bandwidth(recipe, whole(transcode), audio, container),
    }),
  };
};

/** Within the pictures, in the language of the sound, which they are written down for. */
export const captionsOf = (title: Title): CaptionMedia[] => {
  const [spoken] = title.audioTracks;
  return (videoOf(title.probe)?.captions ?? []).map((channel, index) => ({
    channel,
    name: index === 0 ? 'Closed captions' : `Closed captions (${channel})`,
    language: index === 0 && spoken !== undefined ? languageTag(spoken.stream.language) : null,
  }));
};

/** Null for sound alone. */
export const iframeStream = async (
  title: Title,
  query: Query,
  inits: Inits,
): Promise<IframeStream | null> => {
  const rung = iframeRung(title.ladder);
  if (rung === null) return null;
  const { name, recipe } = rung;
  const [codecs = ''] = await inits.codecs({ ...initRequest(title, name), audio: null });
  const { peak, average } = iframeBandwidth(recipe, title.grid.transcode, query.container);
  return {
    uri: uriOf(IFRAME_RENDITION, { container: query.container }),
    bandwidth: peak,
    averageBandwidth: average,
    codecs,
    picture: { width: recipe.width, height: recipe.height, range: 'SDR' },
  };
};

/** With the sound that is played with it: muxed, or once with each group of tracks. */
export const pictureVariants = (title: Title, facts: PictureFacts, query: Query): Variant[] => {
  const { name, codecs, supplemental, picture, rates } = facts;
  const { container } = query;
  const sounds = container === 'ts' ? [muxedSound(title, name, query)] : soundsBeside(title);
  // Who cannot take the pictures as they are may take the sound as little: ours first there.
  const ordered = title.copy?.name === name ? sounds : sounds.toReversed();
  return ordered.map((sound) => {
    const { peak, average } = rates(sound.bitRate, container);
    return {
      uri: uriOf(name, query),
      bandwidth: peak,
      averageBandwidth: average,
      codecs: [codecs, ...sound.codecs],
      supplemental,
      audio: sound.group,
      picture,
    };
  });
};

interface Sound {
  readonly group: string | null;
  readonly codecs: readonly string[];
  readonly bitRate: number;
}

const SILENCE: Sound = { group: null, codecs: [], bitRate: 0 };

const soundsBeside = (title: Title): Sound[] => {
  const groups = soundGroups(title).map(({ id, codecs, members }) => ({
    group: id,
    codecs,
    bitRate: Math.max(...members.map(({ bitRate }) => bitRate)),
  }));
  return groups.length === 0 ? [SILENCE] : groups;
};

const muxedSound = (title: Title, rendition: string, { audio }: Query): Sound => {
  const track = muxedTrack(title, audio);
  if (track === null) return SILENCE;
  const copied = title.copy?.name === rendition && track.copy?.inTs === true ? track.copy : null;
  return copied === null
    ? { group: null, codecs: [AAC_LC], bitRate: track.recipe.bitRate }
    : { group: null, codecs: [copied.codecs], bitRate: copied.bitRate };
};

/** All there is of a title without pictures. */
export const soundVariant = (title: Title, track: AudioTrack, query: Query): Variant => {
  const rate = (stretch: Stretch): number =>
    audioBandwidth(track.recipe.bitRate, stretch, query.container);
  const { transcode } = title.grid;
  return {
    uri: uriOf(track.rendition, query),
    bandwidth: rate(densest(transcode)),
    averageBandwidth: rate(whole(transcode)),
    codecs: [AAC_LC],
    supplemental: null,
    audio: null,
    picture: null,
  };
};

export const audioMedia = (title: Title, query: Query): AudioMedia[] =>
  soundGroups(title).flatMap(({ id, members }) =>
    members.map(({ track, rendition, channels }, position) => ({
      group: id,
      uri: uriOf(rendition, query),
      name: trackName(track, title.audioTracks.indexOf(track)),
      language: languageTag(track.stream.language),
      channels,
      isDefault: position === 0,
      descriptive: isDescriptive(track.stream),
    })),
  );

const perSecond = (rate: Rational | null): number =>
  rate === null ? FRAME_RATE_CAP : rate.num / rate.den;

/** Relative to the master playlist. */
const uriOf = (rendition: string, { container, audio }: Query): string => {
  const query = new URLSearchParams();
  if (container === 'fmp4') query.set('container', 'fmp4');
  // fMP4 has the sound in playlists of its own.
  else if (audio !== undefined) query.set('audio', String(audio));
  return `${rendition}/stream.m3u8${query.size === 0 ? '' : `?${query}`}`;
};
