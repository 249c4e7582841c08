/** Lists of films and series, as few words as a wall of posters needs. */
import { getJson } from '../api.ts';
import type { Kind, Sort } from '../router.ts';

/** In what form it is there. */
export interface Format {
  readonly resolution: string | null;
  readonly hdr: string | null;
  /** `stereo`, `5.1` */
  readonly sound: string | null;
  /** BCP 47 */
  readonly audio_languages: readonly string[];
  readonly subtitle_languages: readonly string[];
}

export interface ApiCard {
  readonly id: string;
  readonly kind: 'movie' | 'series';
  readonly title: string;
  readonly year: number | null;
  /** Of its poster: `#2a1b10`; null while nobody has seen that. */
  readonly colour: string | null;
  /** Null for a series. */
  readonly video_id: string | null;
  readonly duration: number | null;
  readonly offline: boolean;
  readonly seasons: number;
  readonly episodes: number;
  readonly watched: boolean;
}

export interface CardPage {
  /** How many there are on all pages. */
  readonly total: number;
  readonly cards: readonly ApiCard[];
}

export interface CardQuery {
  readonly kind?: Kind;
  readonly sort?: Sort;
  readonly unwatched?: boolean;
  readonly search?: string;
  readonly limit: number;
  readonly offset?: number;
}

export const cardsUrl = (query: CardQuery): string => {
  const { kind = 'all', sort, unwatched = false, search = '', limit, offset = 0 } = query;
  const parts = [`limit=${limit}`];
  if (kind !== 'all') parts.push(`kind=${kind}`);
  if (sort !== undefined && search === '') parts.push(`sort=${sort}`);
  if (unwatched) parts.push('unwatched=true');
  if (offset > 0) parts.push(`offset=${offset}`);
  if (search !== '') parts.push(`search=${encodeURIComponent(search.slice(0, 200))}`);
  return `/api/v1/cards?${parts.join('&')}`;
};

export const fetchCards = (query: CardQuery): Promise<CardPage> => getJson(cardsUrl(query));
