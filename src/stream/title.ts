/** A video as it is served: its grid, its renditions, and the request for each segment. */
import { HaemaError } from '../core/errors.ts';
import { lowerBound } from '../core/lower-bound.ts';
import type { SoundRecipe } from '../core/recipes.ts';
import { fromSeconds, type Ticks } from '../core/ticks.ts';
import type {
  AudioRecipe,
  AudioStream,
  Container,
  Engine,
  InitRequest,
  Probe,
  SegmentRequest,
  SourceRef,
  VideoStream,
} from '../engine/types.ts';
import { buildGrid, type Grid, type GridTargets } from '../hls/grid.ts';
import { audioRecipe, buildLadder, type Rendition } from '../hls/ladder.ts';
import { targetDuration } from '../hls/media-playlist.ts';

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

/** A stream of sound and how it is made. */
export interface AudioTrack {
  /** `audio_aac` for the default track, `audio<stream>_aac` for the others. */
  readonly rendition: string;
  readonly stream: AudioStream;
  readonly recipe: SoundRecipe;
}

export interface Title {
  readonly source: SourceRef;
  readonly probe: Probe;
  readonly grid: Grid;
  /** Largest first; empty for a file without pictures. */
  readonly ladder: readonly Rendition[];
  /** The default one first. */
  readonly audioTracks: readonly AudioTrack[];
  /** Seconds; one for all playlists. */
  readonly targetDuration: number;
}

export const openTitle = async (
  engine: Engine,
  source: SourceRef,
  settings: TitleSettings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<Title> => titleOf(source, await engine.probe(source, signal), settings);

/** Pure arithmetic: milliseconds for hours of video. */
export const titleOf = (source: SourceRef, probe: Probe, settings: TitleSettings): Title => {
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
  return {
    source: { ...source, version: probe.version },
    probe,
    grid,
    ladder: video === null ? [] : buildLadder(video, settings.preset),
    audioTracks: audioTracksOf(probe),
    targetDuration: targetDuration([grid.transcode]),
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
    return [{ rendition, stream, recipe: audioRecipe(stream) }];
  });
};

/** How the default track is made. */
export const soundOf = ({ audioTracks }: Title): SoundRecipe | null =>
  audioTracks[0]?.recipe ?? null;

/** Names of what the title is offered in, largest first; of its sound the default track. */
export const renditionNames = (title: Title): string[] => {
  const rungs = title.ladder.map(({ name }) => name);
  return soundOf(title) === null ? rungs : [...rungs, AUDIO_RENDITION];
};

export const segmentCount = (title: Title): number => title.grid.transcode.length - 1;

/** What a segment is made of, besides the stretch. */
export interface Choice {
  readonly rendition: string;
  readonly container: Container;
  /** Stream index of the sound that is muxed with pictures in TS; absent: the default track. */
  readonly audio?: number | undefined;
}

/** @throws NOT_FOUND for a rendition, a track or an index that the title does not have. */
export const segmentRequest = (title: Title, choice: Choice, index: number): SegmentRequest => {
  const { transcode } = title.grid;
  const start = transcode[index];
  const end = transcode[index + 1];
  if (start === undefined || end === undefined) {
    throw new HaemaError('NOT_FOUND', `segments are numbered 0 to ${segmentCount(title) - 1}`);
  }
  return {
    source: title.source,
    container: choice.container,
    index,
    origin: title.probe.origin,
    start,
    end,
    first: index === 0,
    last: index === segmentCount(title) - 1,
    key: keyFor(title, start),
    nextKey: null,
    copy: null,
    ...recipes(title, choice),
  };
};

/** @throws NOT_FOUND for a rendition that the title does not have. */
export const initRequest = (title: Title, rendition: string): InitRequest =>
  recipes(title, { rendition, container: 'fmp4' });

/** The choice by what counts: a track of sound only where it is muxed with pictures. */
export const effective = (title: Title, choice: Choice): Choice => {
  const { rendition, container, audio } = choice;
  if (audio === undefined) return choice;
  const muxes = container === 'ts' && title.ladder.some(({ name }) => name === rendition);
  return muxes ? choice : { rendition, container };
};

/**
 * TS carries the sound with the pictures; fMP4 has one track a file.
 * @throws NOT_FOUND for a rendition or a track that the title does not have.
 */
export const recipes = (title: Title, { rendition, container, audio }: Choice): InitRequest => {
  const alone = title.audioTracks.find((track) => track.rendition === rendition);
  if (alone !== undefined) {
    return { video: null, audio: engineRecipe(alone) };
  }
  const rung = title.ladder.find(({ name }) => name === rendition);
  const source = videoOf(title.probe);
  if (rung === undefined || source === null) {
    const names = renditionNames(title).join(', ');
    throw new HaemaError('NOT_FOUND', `there is no rendition ${rendition}; there are ${names}`);
  }
  const progressive = source.fieldOrder === 'progressive';
  const video = { ...rung.recipe, stream: source.index, progressive };
  const muxed = container === 'ts' ? trackOf(title, audio) : null;
  return { video, audio: muxed === null ? null : engineRecipe(muxed) };
};

const trackOf = (title: Title, audio: number | undefined): AudioTrack | null => {
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

const engineRecipe = ({ stream, recipe }: AudioTrack): AudioRecipe => ({
  ...recipe,
  stream: stream.index,
  start: stream.start,
  sourceRate: stream.sampleRate,
});

/**
 * Containers round: a key frame may be announced a little behind the boundary that it made. The
 * engine takes frames by the same rule (Stretch::kTolerance in native/engine/video_source.h).
 */
const KEY_TOLERANCE: Ticks = 375;

const keyFor = (title: Title, start: Ticks): SegmentRequest['key'] => {
  const { keyframes, seeks } = title.probe.index;
  const at = lowerBound(keyframes, start + KEY_TOLERANCE + 1) - 1;
  const time = keyframes[at];
  const seek = seeks[at];
  return time === undefined || seek === undefined ? null : { time, seek };
};
