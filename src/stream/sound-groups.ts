/** Tracks of sound in playlists of their own, in groups of one codec: players mix none. */
import type { AudioStream } from '../engine/types.ts';
import { AAC_LC } from '../hls/codecs.ts';
import type { AudioTrack, MadeSound, Title } from './title.ts';

export interface SoundGroup {
  /** `source-ac3`, `aac` */
  readonly id: string;
  /** RFC 6381, of all members. */
  readonly codecs: readonly string[];
  /** The one to begin with first. */
  readonly members: readonly Member[];
}

export interface Member {
  readonly track: AudioTrack;
  readonly rendition: string;
  readonly codecs: string;
  /** Bits a second. */
  readonly bitRate: number;
  readonly channels: string;
}

/** What is made of every track: any player can play these. */
const MADE = 'aac';
/** With more than two channels, of tracks that cannot be copied. */
const SURROUND = 'aac51';
/** Of this kind what is made is, too: the group has all tracks. */
const COPIED_AAC = 'source-aac';

/** As they are in the file first, that of the default track before others. */
export const soundGroups = ({ audioTracks }: Title): SoundGroup[] => {
  const ids = new Set(audioTracks.flatMap(({ copy }) => copy?.group ?? []));
  const copied = [...ids].map((id) => groupOf(id, copiedMembers(audioTracks, id)));
  const surround = audioTracks.map((track) => surroundMember(track) ?? madeMember(track));
  const isSurround = audioTracks.some((track) => track.surround !== null);
  const made = audioTracks.map(madeMember);
  if (made.length === 0) return [];
  return [...copied, ...(isSurround ? [groupOf(SURROUND, surround)] : []), groupOf(MADE, made)];
};

/** A track of another codec is not in it, unless what is made of it fits. */
const copiedMembers = (tracks: readonly AudioTrack[], id: string): Member[] =>
  tracks.flatMap((track) => {
    const { copy } = track;
    if (copy?.group === id) return [{ track, ...copy }];
    return id === COPIED_AAC ? [madeMember(track)] : [];
  });

const madeMember = (track: AudioTrack): Member => memberOf(track, track);

const memberOf = (track: AudioTrack, { rendition, recipe }: MadeSound): Member => ({
  track,
  rendition,
  codecs: AAC_LC,
  bitRate: recipe.bitRate,
  channels: String(recipe.channels),
});

const surroundMember = (track: AudioTrack): Member | null =>
  track.surround && memberOf(track, track.surround);

const groupOf = (id: string, members: readonly Member[]): SoundGroup => ({
  id,
  codecs: [...new Set(members.map(({ codecs }) => codecs))],
  members,
});

/** It tells what there is to see. */
export const isDescriptive = ({ dispositions }: AudioStream): boolean =>
  dispositions.includes('visual_impaired') || dispositions.includes('descriptions');
