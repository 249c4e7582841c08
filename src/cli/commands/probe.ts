import { toSeconds } from '../../core/ticks.ts';
import { createEngine } from '../../engine/engine.ts';
import type { AudioStream, Probe, VideoStream } from '../../engine/types.ts';
import { openCopies } from '../../stream/copies.ts';
import {
  openTitle,
  renditionNames,
  segmentCount,
  soundOf,
  type Title,
} from '../../stream/title.ts';
import type { ProbeOptions } from '../options.ts';
import { naming, sourceOf } from '../source.ts';

export const runProbeCommand = async (file: string, options: ProbeOptions): Promise<void> => {
  const source = await sourceOf(file);
  const engine = createEngine();
  const plain = await naming(file, openTitle(engine, source));
  const title = await naming(file, openCopies(engine, plain));
  const text = options.json === true ? JSON.stringify(toJson(title), null, 2) : describe(title);
  process.stdout.write(`${text}\n`);
};

/** Everything that is known, the long tables as counts. */
const toJson = (title: Title): object => {
  const { index, ...probe } = title.probe;
  return {
    ...probe,
    durationSeconds: toSeconds(probe.duration),
    index: {
      from: index.from,
      keyframes: index.keyframes.length,
      frames: index.frames.length,
    },
    segments: segmentCount(title),
    targetDuration: title.targetDuration,
    copy: copyOf(title),
    copyRefused: title.copyRefused,
    refused: title.refused?.reason ?? null,
    renditions: title.ladder.map(({ name, recipe }) => ({
      name,
      width: recipe.width,
      height: recipe.height,
      maxRate: recipe.maxRate,
    })),
    audioRendition: soundOf(title),
    audioCopies: title.audioTracks.map(({ stream, copy, copyRefused }) => ({
      stream: stream.index,
      copy,
      copyRefused,
    })),
  };
};

const copyOf = ({ copy }: Title): object | null => {
  if (copy === null) return null;
  const { cuts, ...words } = copy;
  return { ...words, segments: cuts.bytes.length, independent: cuts.independent };
};

const describe = (title: Title): string => {
  const { probe } = title;
  const lines = [
    `${clock(toSeconds(probe.duration))} (by the ${probe.durationFrom}), ${probe.format}`,
  ];
  for (const stream of probe.streams) {
    const mark = stream.index === probe.video || stream.index === probe.audio ? '*' : ' ';
    const words = [stream.codec, stream.profile, detail(stream), stream.language, stream.title];
    const known = words.filter((word) => word !== null && word !== '');
    lines.push(`${mark} #${stream.index} ${stream.kind}: ${known.join(', ')}`);
  }
  if (probe.chapters.length > 0) {
    lines.push(`${probe.chapters.length} chapters`);
  }
  lines.push(
    indexLine(probe),
    `${segmentCount(title)} segments: ${renditionNames(title).join(' ')}`,
    ...(title.refused === null ? [] : [`no pictures are made: ${title.refused.reason}`]),
    ...copyLines(title),
  );
  return lines.join('\n');
};

const copyLines = ({ copy, copyRefused, audioTracks }: Title): string[] => {
  const lines: string[] = [];
  if (copyRefused !== null) lines.push(`the pictures are not copied: ${copyRefused}`);
  if (copy !== null) {
    const open = copy.cuts.independent ? '' : ', open groups of pictures';
    lines.push(`${copy.cuts.bytes.length} segments: ${copy.name} (${copy.codecs}${open})`);
  }
  for (const { stream, copy: sound, copyRefused: refused } of audioTracks) {
    if (sound === null) lines.push(`#${stream.index} is not copied: ${refused}`);
    else lines.push(`${sound.rendition} (${sound.codecs})`);
  }
  return lines;
};

const detail = (stream: Probe['streams'][number]): string => {
  if (stream.kind === 'video') {
    return pictureDetail(stream);
  }
  return stream.kind === 'audio' ? soundDetail(stream) : '';
};

const pictureDetail = ({ width, height, frameRate, rotation, ...rest }: VideoStream): string => {
  const rate = frameRate.num / frameRate.den;
  const words = [`${width}x${height}`, rest.pixelFormat, `${Number(rate.toFixed(3))} fps`];
  if (rotation !== 0) {
    words.push(`turned ${rotation}°`);
  }
  if (rest.dynamicRange !== 'sdr') {
    words.push(rest.dynamicRange);
  }
  return words.join(' ');
};

const soundDetail = ({ sampleRate, channelLayout }: AudioStream): string =>
  `${sampleRate} Hz ${channelLayout}`;

const indexLine = ({ index }: Probe): string =>
  index.from === 'none'
    ? 'no index that can be trusted'
    : `${index.keyframes.length} key frames in the ${index.from} index`;

const clock = (seconds: number): string => {
  const whole = Math.floor(seconds);
  const two = (value: number): string => String(value).padStart(2, '0');
  const fraction = (seconds - whole).toFixed(3).slice(1);
  const minutes = Math.floor(whole / 60);
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}${fraction}`;
};
