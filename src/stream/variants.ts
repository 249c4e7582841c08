/** What a master playlist says of a title's renditions. */
import { audioBandwidth, bandwidth, densest, type Stretch, whole } from '../hls/bandwidth.ts';
import { AAC_LC } from '../hls/codecs.ts';
import type { Rendition } from '../hls/ladder.ts';
import type { AudioMedia, Variant } from '../hls/master-playlist.ts';
import type { Inits } from './inits.ts';
import { languageTag, trackName } from './languages.ts';
import { type AudioTrack, type Choice, recipes, type Title } from './title.ts';

/** A choice without its rendition. */
type Query = Omit<Choice, 'rendition'>;

/** With the sound that is played with it, muxed or not. */
export const pictureVariant = async (
  title: Title,
  { name, recipe }: Rendition,
  query: Query,
  inits: Inits,
): Promise<Variant> => {
  const { container } = query;
  const { video, audio } = recipes(title, { ...query, rendition: name });
  const codecs = await inits.codecs({ video, audio });
  // In fMP4 any track may be played with the pictures.
  const tracks = container === 'fmp4' ? title.audioTracks : [];
  const rates = [audio?.bitRate ?? 0, ...tracks.map((track) => track.recipe.bitRate)];
  const rate = (stretch: Stretch): number =>
    bandwidth(recipe, stretch, Math.max(...rates), container);
  const { transcode } = title.grid;
  return {
    uri: uriOf(name, query),
    bandwidth: rate(densest(transcode)),
    averageBandwidth: rate(whole(transcode)),
    codecs: tracks.length > 0 ? [...codecs, AAC_LC] : codecs,
    picture: { width: recipe.width, height: recipe.height, frameRate: recipe.frameRate },
  };
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
    picture: null,
  };
};

export const audioMedia = (title: Title, query: Query): AudioMedia[] =>
  title.audioTracks.map((track, position) => ({
    uri: uriOf(track.rendition, query),
    name: trackName(track, position),
    language: languageTag(track.stream.language),
    channels: track.recipe.channels,
    isDefault: position === 0,
  }));

/** Relative to the master playlist. */
const uriOf = (rendition: string, { container, audio }: Query): string => {
  const query = new URLSearchParams();
  if (container === 'fmp4') query.set('container', 'fmp4');
  // fMP4 has the sound in playlists of its own.
  else if (audio !== undefined) query.set('audio', String(audio));
  return `${rendition}/stream.m3u8${query.size === 0 ? '' : `?${query}`}`;
};
