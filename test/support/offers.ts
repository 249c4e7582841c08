/** What a server offers of a video: its playlists, and each codec beside a second opinion. */
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import HLS from 'hls-parser';
import { LOOKING } from '../../src/stream/copyable.ts';
import { pictureCodec, soundCodec, supplementalCodec } from './second-codecs.ts';

type Master = HLS.types.MasterPlaylist;
type Media = HLS.types.MediaPlaylist;

export type Container = 'ts' | 'fmp4';

export interface Lists {
  readonly container: Container;
  readonly text: string;
  readonly master: Master;
  /** By address as the master playlist has it. */
  readonly media: ReadonlyMap<string, { readonly text: string; readonly list: Media }>;
}

const textOf = async (url: string): Promise<string> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return response.text();
};

const bytesOf = async (url: string): Promise<Buffer> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return Buffer.from(await response.arrayBuffer());
};

/** Fulfils once it is known what can be copied. */
export const isPlayable = async (video: string): Promise<boolean> => {
  for (;;) {
    const master = await fetch(`${video}/master.m3u8`); // which makes it look
    if (!master.ok) return false;
    if (!(await textOf(video)).includes(LOOKING)) return true;
  }
};

const parse = <T extends 'master' | 'media'>(text: string, kind: T) => {
  HLS.setOptions({ strictMode: true });
  const list = HLS.parse(text);
  if (list.isMasterPlaylist !== (kind === 'master')) throw new Error(`no ${kind} playlist`);
  return list as T extends 'master' ? Master : Media;
};

/** The variants that are played; the others are I-frames. */
const withoutIframes = (master: Master) => {
  const iframes = master.variants.filter(({ isIFrameOnly }) => isIFrameOnly);
  master.variants = master.variants.filter(({ isIFrameOnly }) => !isIFrameOnly);
  return { master, iframes: iframes.map(({ uri }) => uri) };
};

export const listsOf = async (video: string, container: Container): Promise<Lists> => {
  const url = `${video}/master.m3u8${container === 'ts' ? '' : '?container=fmp4'}`;
  const text = await textOf(url);
  const { master, iframes } = withoutIframes(parse(text, 'master'));
  const uris = master.variants.flatMap(({ uri, audio }) => [
    uri,
    ...audio.map((track) => track.uri ?? ''),
  ]);
  const media = new Map<string, { text: string; list: Media }>();
  for (const uri of new Set([...uris, ...iframes])) {
    const body = await textOf(String(new URL(uri, url)));
    media.set(uri, { text: body, list: parse(body, 'media') });
  }
  return { container, text, master, media };
};

/** A name of a codec in a master playlist, and what another program finds in the bytes. */
export interface Opinion {
  readonly rendition: string;
  readonly said: string;
  readonly found: string;
}

/** `source`: the file, for what the made bytes do not tell. */
interface Place {
  readonly video: string;
  readonly source: string;
  /** For files that other programs read. */
  readonly folder: string;
}

const renditionOf = (uri: string): string => uri.split('/')[0] ?? '';

/** Addresses of pictures and of sounds, each with the name of its codec. */
const namesOf = ({ master }: Lists): Record<'pictures' | 'sounds', Map<string, string>> => {
  const [pictures, sounds] = [new Map<string, string>(), new Map<string, string>()];
  for (const { uri, codecs = '', audio, resolution } of master.variants) {
    const [first = '', ...rest] = codecs.split(',');
    if (resolution === undefined) sounds.set(uri, codecs);
    else pictures.set(uri, first);
    for (const track of audio) sounds.set(track.uri ?? '', rest.join(','));
  }
  return { pictures, sounds };
};

/** Of every rendition that the playlists of fMP4 offer. */
export const opinions = async (lists: Lists, place: Place): Promise<Opinion[]> => {
  const { pictures, sounds } = namesOf(lists);
  const found: Opinion[] = [];
  for (const [uri, said] of pictures) {
    const path = await savedTrack(place, uri, lists.media);
    found.push({ rendition: renditionOf(uri), said, found: pictureCodec(path, place.source) });
  }
  for (const [uri, said] of sounds) {
    const path = await savedTrack(place, uri, lists.media);
    found.push({ rendition: renditionOf(uri), said, found: soundCodec(path) });
  }
  return found;
};

/** Of Dolby Vision that is passed on: what is said of it, and what is found. */
export const supplement = async ({ text, media }: Lists, place: Place) => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => line.startsWith('source_'));
  if (at < 0) return { said: null, found: null };
  const said = /SUPPLEMENTAL-CODECS="([^"]*)"/.exec(lines[at - 1] ?? '')?.[1] ?? null;
  return { said, found: supplementalCodec(await savedTrack(place, lines[at] ?? '', media)) };
};

/** Its init segment, with the first segment where that costs nothing. Returns the path. */
const savedTrack = async (
  { video, folder }: Place,
  uri: string,
  media: Lists['media'],
): Promise<string> => {
  const list = new URL(uri, `${video}/`);
  const segments = media.get(uri)?.list.segments ?? [];
  const addresses = [segments[0]?.map?.uri ?? '', segments[0]?.uri ?? ''];
  const isMade = /^\d+p_/.test(uri);
  const parts: Buffer[] = [];
  for (const address of isMade ? addresses.slice(0, 1) : addresses) {
    parts.push(await bytesOf(String(new URL(address, list))));
  }
  const bytes = Buffer.concat(parts);
  const name = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
  const path = join(folder, `${name}.mp4`);
  writeFileSync(path, bytes);
  return path;
};
