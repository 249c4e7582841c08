/** The subtitles of a video: those in its file, and those that lie beside it. */
import type { AudioStream, SubtitleStream } from '../../engine/types.ts';
import type { SidecarFile } from '../../library/local/sidecars.ts';
import { languageName, languageTag } from '../languages.ts';
import type { Title } from '../title.ts';
import { IMAGES, TEXTS } from './codecs.ts';

interface Facts {
  /** In addresses: the index of the stream, or what a file beside the video has instead. */
  readonly id: string;
  /** As libav calls it. */
  readonly codec: string;
  /** BCP 47; null where nobody says. */
  readonly language: string | null;
  readonly title: string | null;
  /** Only what has to be read by those, too, who understand the sound. */
  readonly forced: boolean;
  /** It tells what there is to hear. */
  readonly forDeaf: boolean;
  /** As the container or the file's name says it. */
  readonly flagged: boolean;
  /** Made of pictures, else of text. */
  readonly isImage: boolean;
}

/** One of the two is null. */
interface Origin {
  /** Index of the stream. */
  readonly stream: number | null;
  readonly sidecar: SidecarFile | null;
}

export interface SubtitleTrack extends Facts, Origin {
  /** For people. */
  readonly name: string;
  /** Shown to those who do not choose. */
  readonly isDefault: boolean;
}

/** Streams of text, all of which reading a file through tells. */
export const textStreams = ({ probe }: Title): number[] =>
  probe.streams.flatMap(({ kind, codec, index }) =>
    kind === 'subtitle' && TEXTS.has(codec) ? [index] : [],
  );

/** First those in the file. What nobody can decode is left out. */
export const subtitleTracks = (title: Title, sidecars: readonly SidecarFile[]): SubtitleTrack[] => {
  const embedded = title.probe.streams.flatMap((stream) =>
    stream.kind === 'subtitle' && (TEXTS.has(stream.codec) || IMAGES.has(stream.codec))
      ? [{ ...embeddedFacts(stream), stream: stream.index, sidecar: null }]
      : [],
  );
  const beside = sidecars.flatMap((it) =>
    factsIn(title, it).map((facts) => ({ ...facts, stream: null, sidecar: it })),
  );
  const all = [...embedded, ...beside];
  const chosen = shownUnasked(all, title.audioTracks[0]?.stream ?? null);
  return all.map((track, position) => ({
    ...track,
    name: nameOf(track, position),
    isDefault: track === chosen,
  }));
};

const FORCED = /\bforced\b/i;
const FOR_DEAF = /\b(?:sdh|cc|hearing|hoh)\b/i;

const embeddedFacts = (stream: SubtitleStream): Facts => {
  const { index, codec, language, dispositions } = stream;
  const isSet = (name: string): boolean => dispositions.includes(name);
  const title = stream.title?.trim() || null;
  return {
    id: String(index),
    codec,
    language: languageTag(language),
    title,
    forced: isSet('forced') || FORCED.test(title ?? ''),
    forDeaf: isSet('hearing_impaired') || isSet('captions') || FOR_DEAF.test(title ?? ''),
    flagged: isSet('default'),
    isImage: IMAGES.has(codec),
  };
};

const sidecarFacts = (file: SidecarFile): Facts => {
  const { id, codec, title, forced, forDeaf, flagged } = file;
  const language = languageTag(file.language);
  return { id, codec, language, title, forced, forDeaf, flagged, isImage: IMAGES.has(codec) };
};

/** One, or several of a disc, which tell their languages themselves. */
const factsIn = ({ beside }: Title, file: SidecarFile): Facts[] => {
  const named = sidecarFacts(file);
  const inside = beside.filter((it) => it.file === file.id);
  const isAlone = inside.length <= 1;
  if (inside.length === 0) return [named];
  return inside.map(({ id, language }) => {
    const told = languageTag(language);
    return { ...named, id, language: isAlone ? (named.language ?? told) : told };
  });
};

/**
 * What has to be read with the sound that is played; else what somebody has flagged. A flag that
 * all have says nothing: Matroska has it where nobody has written one. In the language of the sound
 * only the forced ones are wanted unasked.
 */
const shownUnasked = <Track extends Facts>(
  tracks: readonly Track[],
  sound: AudioStream | null,
): Track | null => {
  const texts = tracks.filter(({ isImage }) => !isImage);
  const spoken = languageTag(sound?.language ?? null);
  const isSpoken = ({ language }: Track): boolean =>
    language !== null && spoken !== null && baseOf(language) === baseOf(spoken);
  const forced = texts.filter(({ forced }) => forced);
  const wanted = forced.find(isSpoken) ?? forced.find(({ flagged }) => flagged);
  if (wanted !== undefined) return wanted;
  if (tracks.every(({ flagged }) => flagged)) return null;
  const isForeign = (track: Track): boolean =>
    track.language !== null && spoken !== null && !isSpoken(track);
  return texts.find((track) => track.flagged && !track.forced && isForeign(track)) ?? null;
};

const baseOf = (tag: string): string => tag.split('-')[0] ?? tag;

/** `German`, `German (forced)`, `English (Signs & Songs)`, `Track 3`. */
const nameOf = ({ language, title, forced, forDeaf }: Facts, position: number): string => {
  const spoken = language === null ? null : languageName(language);
  const own = spoken === null ? [] : [spoken.english, spoken.own];
  const isTold = own.some((name) => title?.toLowerCase().includes(name.toLowerCase()));
  const name = isTold || spoken === null ? (title ?? `Track ${position + 1}`) : spoken.english;
  const marks = [
    name === title ? null : title,
    forced && !FORCED.test(title ?? '') ? 'forced' : null,
    forDeaf && !FOR_DEAF.test(title ?? '') ? 'SDH' : null,
  ].filter((mark) => mark !== null);
  return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
};
