/** Renditions with subtitles drawn into their pictures: `720p-sub3_h264` has those of stream 3. */
import { HaemaError } from '../core/errors.ts';
import type { FilesBeside, SubtitleRecipe } from '../core/recipes.ts';
import type { Rendition } from '../hls/ladder.ts';
import { DRAWN } from './subtitles/codecs.ts';
import type { Title } from './title.ts';

const BURNED = /^(?<size>[a-z0-9]+)-sub(?<track>[a-z0-9]+)_(?<codec>[a-z0-9]+)$/;

/** As addresses have them: of streams, and of files beside the video. */
const drawable = ({ probe, beside }: Title): string[] => [
  ...probe.streams.flatMap(({ kind, codec, index }) =>
    kind === 'subtitle' && DRAWN.has(codec) ? [String(index)] : [],
  ),
  ...beside.map(({ id }) => id),
];

/**
 * The rungs with this track drawn into them.
 * @throws NOT_FOUND for a track that there is not, or that cannot be drawn
 */
export const burnedLadder = (title: Title, track: string): Rendition[] => {
  const known = drawable(title);
  if (!known.includes(track)) {
    const those = known.length === 0 ? 'there are none' : `there are ${known.join(', ')}`;
    throw new HaemaError('NOT_FOUND', `no subtitles ${track} can be drawn; ${those}`);
  }
  return title.ladder.map((rung) => ({ ...rung, name: rung.name.replace('_', `-sub${track}_`) }));
};

/** Subtitles that are pictures, in files of their own. */
export interface DrawnBeside {
  /** As their track has it. */
  readonly id: string;
  /** The id of the file, which may hold several. */
  readonly file: string;
  /** As the file says it; null where it does not. */
  readonly language: string | null;
  readonly files: FilesBeside;
}

export interface Burned {
  readonly recipe: Rendition['recipe'];
  readonly subtitle: SubtitleRecipe;
}

/** Null for a rendition of another kind, and for one that the title does not have. */
export const burnedOf = (title: Title, rendition: string): Burned | null => {
  const { ladder, probe, beside } = title;
  const { size, track, codec } = BURNED.exec(rendition)?.groups ?? {};
  const rung = ladder.find(({ name }) => name === `${size}_${codec}`);
  const video = probe.streams[probe.video ?? -1];
  if (rung === undefined || track === undefined || video?.kind !== 'video') return null;
  if (!drawable(title).includes(track)) return null;
  const upright = video.rotation === 0;
  const files = beside.find(({ id }) => id === track)?.files;
  const subtitle = {
    stream: files === undefined ? Number(track) : 0,
    ...(files && { beside: files }),
    codedWidth: upright ? video.width : 0,
    codedHeight: upright ? video.height : 0,
  };
  return { recipe: rung.recipe, subtitle };
};
