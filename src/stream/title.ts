/** A video as it is served: its grid, its renditions, and the request for each segment. */
import { HaemaError } from '../core/errors.ts';
import { lowerBound } from '../core/lower-bound.ts';
import { fromSeconds, type Ticks } from '../core/ticks.ts';
import type {
  AudioStream,
  Container,
  Engine,
  AudioRecipe as EngineAudioRecipe,
  InitRequest,
  Probe,
  SegmentRequest,
  SourceRef,
  VideoStream,
} from '../engine/types.ts';
import { buildGrid, type Grid, type GridTargets } from '../hls/grid.ts';
import { type AudioRecipe, audioRecipe, buildLadder, type Rendition } from '../hls/ladder.ts';
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

/** The rendition of sound alone: all there is of an audio file, and the audio track of fMP4. */
export const AUDIO_RENDITION = 'audio_aac';

export interface Title {
  readonly source: SourceRef;
  readonly probe: Probe;
  readonly grid: Grid;
  /** Largest first; empty for a file without pictures. */
  readonly ladder: readonly Rendition[];
  readonly audio: AudioRecipe | null;
  /** Seconds; one for all playlists. */
  readonly targetDuration: number;
}

export const openTitle = async (
  engine: Engine,
  source: SourceRef,
  settings: TitleSettings = DEFAULT_SETTINGS,
  signal?: AbortSignal,
): Promise<Title> => {
  const probe = await engine.probe(source, signal);
  const video = videoOf(probe);
  const audio = audioOf(probe);
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
    audio: audio === null ? null : audioRecipe(audio),
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

/** Names of what the title is offered in, largest first. */
export const renditionNames = (title: Title): string[] => {
  const rungs = title.ladder.map(({ name }) => name);
  return title.audio === null ? rungs : [...rungs, AUDIO_RENDITION];
};

export const segmentCount = (title: Title): number => title.grid.transcode.length - 1;

/** @throws BAD_REQUEST for a rendition or an index that the title does not have. */
export const segmentRequest = (
  title: Title,
  rendition: string,
  index: number,
  container: Container,
): SegmentRequest => {
  const { transcode } = title.grid;
  const start = transcode[index];
  const end = transcode[index + 1];
  if (start === undefined || end === undefined) {
    throw new HaemaError('BAD_REQUEST', `segments are numbered 0 to ${segmentCount(title) - 1}`);
  }
  return {
    source: title.source,
    container,
    index,
    origin: title.probe.origin,
    start,
    end,
    first: index === 0,
    last: index === segmentCount(title) - 1,
    key: keyFor(title, start),
    ...tracks(title, rendition, container),
  };
};

/** @throws BAD_REQUEST for a rendition that the title does not have. */
export const initRequest = (title: Title, rendition: string): InitRequest =>
  tracks(title, rendition, 'fmp4');

/** TS carries the sound with the pictures; fMP4 has one track a file. */
const tracks = (title: Title, rendition: string, container: Container): InitRequest => {
  const audio = audioTrack(title);
  if (rendition === AUDIO_RENDITION && audio !== null) {
    return { video: null, audio };
  }
  const rung = title.ladder.find(({ name }) => name === rendition);
  const source = videoOf(title.probe);
  if (rung === undefined || source === null) {
    const names = renditionNames(title).join(', ');
    throw new HaemaError('BAD_REQUEST', `there is no rendition ${rendition}; there are ${names}`);
  }
  const progressive = source.fieldOrder === 'progressive';
  const video = { ...rung.recipe, stream: source.index, progressive };
  return { video, audio: container === 'ts' ? audio : null };
};

const audioTrack = (title: Title): EngineAudioRecipe | null => {
  const source = audioOf(title.probe);
  if (source === null || title.audio === null) {
    return null;
  }
  const { index, start, sampleRate } = source;
  return { ...title.audio, stream: index, start, sourceRate: sampleRate };
};

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
