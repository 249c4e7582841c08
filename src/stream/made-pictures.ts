/** How the pictures of each rendition are made. */
import type { FieldsRecipe } from '../core/recipes.ts';
import type { VideoRecipe, VideoStream } from '../engine/types.ts';
import { shapeOf } from '../hls/ladder.ts';
import { burnedOf } from './burned.ts';
import { IFRAME_RENDITION, iframeRung } from './iframes.ts';
import type { Title } from './title.ts';

/** Null for a rendition that the title does not have. */
export const madePictures = (
  title: Title,
  source: VideoStream,
  rendition: string,
): VideoRecipe | null => {
  const burned = burnedOf(title, rendition);
  const recipe = burned?.recipe ?? rungOf(title, rendition)?.recipe;
  if (recipe === undefined) return null;
  // What asks for nothing to be drawn has the recipe that it always had.
  const drawn = burned === null ? {} : { subtitle: burned.subtitle };
  const isPlayed = rendition !== IFRAME_RENDITION;
  const captions = isPlayed && source.captions.length > 0 ? ({ captions: true } as const) : {};
  const shown = { stream: source.index, shape: shapeOf(source) };
  return { ...recipe, ...shown, ...fieldsOf(source), ...drawn, ...captions };
};

const rungOf = ({ ladder }: Title, rendition: string) =>
  rendition === IFRAME_RENDITION
    ? iframeRung(ladder)
    : ladder.find(({ name }) => name === rendition);

/** What is never interlaced has the recipe that it always had. */
const fieldsOf = (source: VideoStream): FieldsRecipe => ({
  progressive: source.fieldOrder === 'progressive' && !source.mayHaveFields,
  ...(source.mayHaveFields ? { deinterlaces: true } : {}),
});
