/** A video as it is served: its grid, its renditions, and the request for each segment. */
import { HaemaError } from '../core/errors.ts';
import { lowerBound } from '../core/lower-bound.ts';
import type { SoundRecipe } from '../core/recipes.ts';
import { fromSeconds, TICKS_PER_SECOND, type Ticks } from '../core/ticks.ts';
import { piecesOf } from '../engine/time-piece.ts';
import type {
  AudioRecipe,
  AudioStream,
  Container,
  CopyInitRequest,
  Engine,
  InitRequest,
  KeyFrame,
  MediaIndex,
  Probe,
  SegmentRequest,
  SourceRef,
  VideoStream,
} from '../engine/types.ts';
import { isCopiedSound } from '../hls/codecs.ts';
import { LONGEST_COPY } from '../hls/copy.ts';
import { buildGrid, type Grid, type GridTargets } from '../hls/grid.ts';
import { audioRecipe, buildLadder, type Rendition, surroundRecipe } from '../hls/ladder.ts';
import { targetDuration } from '../hls/media-playlist.ts';
import { colourRefusal } from '../hls/tone-map.ts';
import { burnedOf, type DrawnBeside } from './burned.ts';
import type { PictureCopy, SoundCopy } from './copies.ts';
import { isUndecided, pictureRefusal, soundRefusal, undecidedCopies } from './copyable.ts';
import { IFRAME_RENDITION, iframeOf } from './iframes.ts';
import { madePictures } from './made-pictures.ts';

export interface TitleSettings {
  readonly targets: GridTargets;
  /** x264's. */
  readonly preset: string;
}

export const DEFAULT_SETTINGS: TitleSettings = {
  targets: { copy: fromSeconds(4), transcode: fromSeconds(2), first: fromSeconds(1) },
  preset: 'veryfast',
};

/**
 * The default track's rendition of sound alone: all there is of an audio file, and the audio track
 * of fMP4.
 */
export const AUDIO_RENDITION = 'audio_aac';

/** The boundaries of the longest segment that a copy may have. */
const LONGEST = [0, LONGEST_COPY];

/** Another way in which a track is made. */
export interface MadeSound {
  readonly rendition: string;
  readonly recipe: SoundRecipe;
}

/** A stream of sound and how it is made. */
export interface AudioTrack {
  /** `audio_aac` for the default track, `audio<stream>_aac` for the others. */
  readonly rendition: string;
  readonly stream: AudioStream;
  readonly recipe: SoundRecipe;
  /** With all its channels, where it has more than two and players do not take its codec. */
  readonly surround: MadeSound | null;
  /** Null where it is not, and why: in words. */
  readonly copy: SoundCopy | null;
  readonly copyRefused: string | null;
}

export interface RefusedLadder {
  /** In words. */
  readonly reason: string;
  readonly ladder: readonly Rendition[];
}

export interface Title {
  readonly source: SourceRef;
  readonly probe: Probe;
  readonly grid: Grid;
  readonly targets: GridTargets;
  /** Largest first; empty for a file without pictures, or with such as cannot be made. */
  readonly ladder: readonly Rendition[];
  /** What there would be but for a reason. */
  readonly refused: RefusedLadder | null;
  /** The pictures as they are in the file; null where they are not offered so. */
  readonly copy: PictureCopy | null;
  /** Why not, in words; null without pictures. */
  readonly copyRefused: string | null;
  /** The default one first. */
  readonly audioTracks: readonly AudioTrack[];
  /** Subtitles beside the video that can be drawn. */
  readonly beside: readonly DrawnBeside[];
  /** Seconds; one for all playlists, with room for a copy that may be found later. */
  readonly targetDuration: number;
}

export const openTitle = async (
  engine: Engine,
  source: SourceRef,
  settings: TitleSettings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<Title> => titleOf(source, await engine.probe(source, signal), settings);

/** Pure arithmetic: milliseconds for hours of video. */
export const titleOf = (
  source: SourceRef,
  probe: Probe,
  settings: TitleSettings,
  beside: readonly DrawnBeside[] = [],
): Title => {
  const video = videoOf(probe);
  const grid = buildGrid({
    duration: probe.duration,
    keyframes: probe.index.keyframes,
    frames: probe.index.frames,
    frameRate: video?.frameRate ?? { num: 0, den: 1 },
    constantRate: video?.constantRate ?? false,
    videoStart: video?.start ?? 0,
    targets: settings.targets,
  });
  const ladder = video === null ? [] : buildLadder(video, settings.preset);
  const reason = video === null ? null : colourRefusal(video);
  const refused = reason === null ? null : { reason, ladder };
  const copyRefused = video === null ? null : pictureRefusal(video, probe);
  const mayBeCopied = isUndecided(copyRefused);
  return {
    source: { ...source, version: probe.version, ...piecesOf(probe) },
    probe,
    grid,
    targets: settings.targets,
    ladder: refused === null ? ladder : [],
    refused,
    copy: null,
    copyRefused,
    audioTracks: audioTracksOf(probe),
    beside,
    targetDuration: targetDuration(mayBeCopied ? [grid.transcode, LONGEST] : [grid.transcode]),
  };
};

export const videoOf = (probe: Probe): VideoStream | null => {
  const stream = probe.video === null ? undefined : probe.streams[probe.video];
  return stream?.kind === 'video' ? stream : null;
};

export const audioOf = (probe: Probe): AudioStream | null => {
  const stream = probe.audio === null ? undefined : probe.streams[probe.audio];
  return stream?.kind === 'audio' ? stream : null;
};

/** Streams without a rate or channels are announced but empty. */
const audioTracksOf = (probe: Probe): AudioTrack[] => {
  const selected = audioOf(probe);
  if (selected === null) {
    return [];
  }
  const others = probe.streams.filter((stream) => stream.kind === 'audio' && stream !== selected);
  return [selected, ...others].flatMap((stream) => {
    if (stream.kind !== 'audio' || stream.sampleRate === 0 || stream.channels === 0) {
      return [];
    }
    const rendition = stream === selected ? AUDIO_RENDITION : `audio${stream.index}_aac`;
    const copyRefused = soundRefusal(stream);
    const recipe = audioRecipe(stream);
    const surround = surroundOf(stream);
    return [{ rendition, stream, recipe, surround, copy: null, copyRefused }];
  });
};

/** Codecs that players take are copied with all their channels. */
const surroundOf = (stream: AudioStream): MadeSound | null =>
  stream.channels > 2 && !isCopiedSound(stream.codec)
    ? { rendition: `audio${stream.index}_aac51`, recipe: surroundRecipe(stream) }
    : null;

/** How the default track is made. */
export const soundOf = ({ audioTracks }: Title): SoundRecipe | null =>
  audioTracks[0]?.recipe ?? null;

/** Names of what is made for the title, largest first; of its sound the default track. */
export const renditionNames = (title: Title): string[] => {
  const rungs = title.ladder.map(({ name }) => name);
  return soundOf(title) === null ? rungs : [...rungs, AUDIO_RENDITION];
};

/** All that the title is offered in: what is copied first. */
const offeredNames = (title: Title): string[] => [
  ...(title.copy === null ? [] : [title.copy.name]),
  ...renditionNames(title),
  ...title.audioTracks.flatMap(({ surround, copy }) => [
    ...(surround === null ? [] : [surround.rendition]),
    ...(copy === null ? [] : [copy.rendition]),
  ]),
];

export const segmentCount = (title: Title): number => title.grid.transcode.length - 1;

/** Of the rendition's segments. */
export const boundariesOf = ({ copy, grid }: Title, rendition: string): readonly Ticks[] =>
  copy?.name === rendition ? copy.cuts.boundaries : grid.transcode;

/** Whether the pictures are offered as they are, in this container. */
export const offersCopy = ({ copy }: Title, container: Container): boolean =>
  copy !== null && (copy.inTs || container === 'fmp4');

/** Pictures or sound as they are in the file. */
export const isCopied = ({ copy, audioTracks }: Title, rendition: string): boolean =>
  copy?.name === rendition || audioTracks.some((track) => track.copy?.rendition === rendition);

export const hasPictures = (title: Title, rendition: string): boolean =>
  title.copy?.name === rendition ||
  title.ladder.some(({ name }) => name === rendition) ||
  burnedOf(title, rendition) !== null;

/** Segments of copied pictures of so many bytes are sent part by part, and kept nowhere. */
export const LARGE_COPY = 4 * 1024 * 1024;

/** What a segment is made of, besides the stretch. */
export interface Choice {
  readonly rendition: string;
  readonly container: Container;
  /** Stream index of the sound that is muxed with pictures in TS; absent: the default track. */
  readonly audio?: number | undefined;
}

/** What is made, and what is copied: one of them for pictures, and one for sound. */
type Making = Pick<SegmentRequest, 'video' | 'audio' | 'copy'>;

/** @throws NOT_FOUND for a rendition, a track or an index that the title does not have. */
export const segmentRequest = (title: Title, choice: Choice, index: number): SegmentRequest => {
  const making = recipes(title, choice);
  const boundaries = boundariesOf(title, choice.rendition);
  const start = boundaries[index];
  const end = boundaries[index + 1];
  const last = boundaries.length - 2;
  if (start === undefined || end === undefined) {
    throw new HaemaError('NOT_FOUND', `segments are numbered 0 to ${last}`);
  }
  const { index: media, origin } = title.probe;
  const cuts = making.copy?.video == null ? null : title.copy;
  const isLarge = (cuts?.cuts.bytes[index] ?? 0) >= LARGE_COPY;
  const request = {
    source: title.source,
    container: choice.container,
    index,
    origin,
    start,
    end,
    first: index === 0,
    last: index === last,
    key: cuts === null ? keyFrameAt(media, start - reachOf(title)) : (cuts.keys[index] ?? null),
    nextKey: cuts?.keys[index + 1] ?? null,
    part: isLarge ? 0 : null,
    ...making,
  };
  return choice.rendition === IFRAME_RENDITION ? iframeOf(request) : request;
};

/** The initialisation segment of a rendition: of what is made, or of what is copied. */
export type TrackInit =
  | { readonly made: InitRequest; readonly copied: null }
  | { readonly made: null; readonly copied: CopyInitRequest };

/** @throws NOT_FOUND for a rendition that the title does not have. */
export const trackInit = (title: Title, rendition: string): TrackInit => {
  const { copy, ...made } = recipes(title, { rendition, container: 'fmp4' });
  return copy === null
    ? { made, copied: null }
    : { made: null, copied: { source: title.source, ...copy } };
};

/** @throws NOT_FOUND for a rendition that is not made for the title. */
export const initRequest = (title: Title, rendition: string): InitRequest => {
  const { made } = trackInit(title, rendition);
  if (made === null) throw notOffered(title, rendition);
  return made;
};

/** The choice by what counts: a track of sound only where it is muxed with pictures. */
export const effective = (title: Title, choice: Choice): Choice => {
  const { rendition, container, audio } = choice;
  if (audio === undefined) return choice;
  const muxes = container === 'ts' && hasPictures(title, rendition);
  return muxes ? choice : { rendition, container };
};

/**
 * TS carries the sound with the pictures; fMP4 has one track a file.
 * @throws NOT_FOUND for a rendition or a track that the title does not have, MEDIA_INVALID for
 *   pictures that cannot be made
 */
export const recipes = (title: Title, choice: Choice): Making => {
  const { rendition, container } = choice;
  const alone = madeSound(title, rendition);
  if (alone !== null) return { video: null, audio: alone, copy: null };
  const { copy } = title;
  if (copy?.name === rendition && offersCopy(title, container)) {
    return copiedPictures(title, copy, choice);
  }
  const source = videoOf(title.probe);
  const video = source === null ? null : madePictures(title, source, rendition);
  if (video === null) return copiedSound(title, choice);
  const muxed =
    container === 'ts' && rendition !== IFRAME_RENDITION ? muxedTrack(title, choice.audio) : null;
  return { video, audio: muxed === null ? null : engineRecipe(muxed), copy: null };
};

/**
 * Of what is certainly interlaced the first picture of a segment needs the one before it. Elsewhere
 * the engine looks at the first picture before it goes further back.
 */
const reachOf = ({ probe }: Title): Ticks => {
  const video = videoOf(probe);
  const stated = video !== null && !['progressive', 'unknown'].includes(video.fieldOrder);
  return stated && video.mayHaveFields ? 2 * ROUNDING : 0;
};

const madeSound = ({ audioTracks }: Title, rendition: string): AudioRecipe | null => {
  for (const track of audioTracks) {
    if (track.rendition === rendition) return engineRecipe(track);
    if (track.surround?.rendition === rendition) return engineRecipe(track, track.surround.recipe);
  }
  return null;
};

/** TS takes fewer codecs of sound: others are made. */
const copiedPictures = (title: Title, { stream }: PictureCopy, choice: Choice): Making => {
  const track = choice.container === 'ts' ? muxedTrack(title, choice.audio) : null;
  const sound = track?.copy?.inTs === true ? { stream: track.stream.index } : null;
  return {
    video: null,
    audio: track === null || sound !== null ? null : engineRecipe(track),
    copy: { video: { stream }, audio: sound },
  };
};

/** In fMP4 alone. */
const copiedSound = (title: Title, { rendition, container }: Choice): Making => {
  const track = title.audioTracks.find(({ copy }) => copy?.rendition === rendition);
  if (track === undefined || container === 'ts') throw notOffered(title, rendition);
  const audio = { stream: track.stream.index };
  return { video: null, audio: null, copy: { video: null, audio } };
};

/** Of pictures that cannot be made. */
export const refusal = ({ reason }: RefusedLadder): HaemaError =>
  new HaemaError('MEDIA_INVALID', `the pictures cannot be converted: ${reason}`);

const notOffered = (title: Title, rendition: string): HaemaError => {
  const { refused } = title;
  if (refused?.ladder.some(({ name }) => name === rendition)) return refusal(refused);
  // Playlists may have named it, when the title was opened before, and players ask again.
  if (undecidedCopies(videoOf(title.probe), title).includes(rendition)) {
    return new HaemaError('BUSY', `whether there is ${rendition} is not known yet; try again`);
  }
  const names = offeredNames(title).join(', ');
  return new HaemaError('NOT_FOUND', `there is no rendition ${rendition}; there are ${names}`);
};

/** The track that is muxed with pictures in TS: the chosen one, else the default. */
export const muxedTrack = (title: Title, audio: number | undefined): AudioTrack | null => {
  const tracks = title.audioTracks;
  if (audio === undefined) {
    return tracks[0] ?? null;
  }
  const track = tracks.find(({ stream }) => stream.index === audio);
  if (track === undefined) {
    const known = tracks.map(({ stream }) => stream.index).join(', ');
    throw new HaemaError('NOT_FOUND', `there is no audio track ${audio}; there are ${known}`);
  }
  return track;
};

const engineRecipe = (track: AudioTrack, recipe = track.recipe): AudioRecipe => ({
  ...recipe,
  stream: track.stream.index,
  start: track.stream.start,
  sourceRate: track.stream.sampleRate,
});

/**
 * Containers round: a frame that lies less than this before a boundary belongs behind it. The
 * engine takes frames by the same rule (Stretch::kTolerance in native/engine/video_source.h).
 */
const ROUNDING: Ticks = TICKS_PER_SECOND / 1000;

/** The first time that belongs behind the boundary. */
export const earliestAt = (boundary: Ticks): Ticks => boundary - ROUNDING + 1;

export const keyFrameAt = (index: MediaIndex, time: Ticks): KeyFrame | null =>
  keyFrame(index, lowerBound(index.keyframes, time + ROUNDING) - 1);

export const keyFrame = ({ keyframes, seeks }: MediaIndex, at: number): KeyFrame | null => {
  const time = keyframes[at];
  const seek = seeks[at];
  return time === undefined || seek === undefined ? null : { time, seek };
};
