/** The languages of subtitles that lie beside the videos of a show, told by names alone. */
import type { SidecarFile } from '../library/local/sidecars.ts';
import type { Show } from '../library/shows/types.ts';
import { languageTag } from './languages.ts';

/** In steps: a folder may hold hundreds of episodes, and as many files for each. */
export function* languagesBeside(
  show: Show,
  sidecars: (videoId: string) => readonly Pick<SidecarFile, 'language'>[],
): Generator<void, Map<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const { versions } of show.kind === 'movie' ? [show] : show.episodes) {
    for (const { videoIds } of versions) {
      const [first = ''] = videoIds;
      found.set(first, [
        ...new Set(sidecars(first).flatMap(({ language }) => languageTag(language) ?? [])),
      ]);
      yield;
    }
  }
  return found;
}
