import type { FileTraits } from '../types.ts';

/**
 * What lies in a folder: no hidden names; of pictures, subtitles and others no traits.
 */
export interface Listing {
  readonly folders: readonly string[];
  readonly files: readonly (FileTraits & { readonly name: string })[];
  /** What somebody has written down about films and episodes: `.nfo`. */
  readonly nfos: readonly (FileTraits & { readonly name: string })[];
  readonly pictures: readonly string[];
  /** Files of subtitles, by their endings. */
  readonly subtitles: readonly string[];
  /** Files that are there and cannot be looked at. */
  readonly unread: readonly string[];
  readonly hasOthers: boolean;
  /** A share in the network is mounted here. */
  readonly remote: boolean;
}
