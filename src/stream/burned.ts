/** Renditions with subtitles drawn into their pictures: `720p-sub3_h264` has those of stream 3. */
import { HaemaError } from '../core/errors.ts';
import type { SubtitleRecipe } from '../core/recipes.ts';
import type { Probe } from '../engine/types.ts';
import type { Rendition } from '../hls/ladder.ts';
import { DRAWN } from './subtitles/codecs.ts';
import type { Title } from './title.ts';

const BURNED = /^(?<size>[a-z0-9]+)-sub(?<track>[a-z0-9]+)_(?<codec>[a-z0-9]+)$/;

/** Of their streams; as addresses have them. */
const drawable = ({ streams }: Probe): string[] =>
  streams.flatMap(({ kind, codec, index }) =>
    kind === 'subtitle' && DRAWN.has(codec) ? [String(index)] : [],
  );

/**
 * The rungs with this track drawn into them.
 * @throws NOT_FOUND for a track that there is not, or that cannot be drawn
 */
export const burnedLadder = ({ probe, ladder }: Title, track: string): Rendition[] => {
  const known = drawable(probe);
  if (!known.includes(track)) {
    const those = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
    throw new HaemaError('NOT_FOUND', `no subtitles ${track} can be drawn; ${those}`);
  }
  return ladder.map((rung) => ({ ...rung, name: rung.name.replace('_', `-sub${track}_`) }));
};

export interface Burned {
  readonly recipe: Rendition['recipe'];
  readonly subtitle: SubtitleRecipe;
}

/** Null for a rendition of another kind, and for one that the title does not have. */
export const burnedOf = ({ ladder, probe }: Title, rendition: string): Burned | null => {
  const { size, track, codec } = BURNED.exec(rendition)?.groups ?? {};
  const rung = ladder.find(({ name }) => name === `${size}_${codec}`);
  const video = probe.streams[probe.video ?? -1];
  if (rung === undefined || track === undefined || video?.kind !== 'video') return null;
  if (!drawable(probe).includes(track)) return null;
  const upright = video.rotation === 0;
  const subtitle = {
    stream: Number(track),
    codedWidth: upright ? video.width : 0,
    codedHeight: upright ? video.height : 0,
  };
  return { recipe: rung.recipe, subtitle };
};
