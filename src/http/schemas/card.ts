/** Films and series as lists show them. */
import * as z from 'zod';
import { count, instant, nullable, seconds, videoId } from './json.ts';
import { format } from './show.ts';

const CARD = z
  .object({
    id: z.string().describe('Of the show; also what pictures are asked for by'),
    kind: z.enum(['movie', 'series']).describe('A film or a series'),
    title: z.string().describe('As people call it'),
    sort_title: z.string().describe('For sorting: without the article in front'),
    year: z.int().nullable().describe('Of the first showing; null where names do not tell'),
    added: instant('When the newest of its files was first seen'),
    colour: z
      .string()
      .nullable()
      .describe('Of its poster as a whole, `#rrggbb`; null while nobody has seen that'),
    video_id: nullable(videoId.describe('What is played of a film; null for a series')),
    duration: nullable(seconds('of a film; null for a series, and while nobody has looked')),
    format,
    offline: z.boolean().describe('All of it is away'),
    seasons: count('Seasons of a series, specials left out; 0 for a film'),
    episodes: count('Episodes of a series; 0 for a film'),
    seen: count('How many of the episodes were seen; 1 for a film that was, specials left out'),
    watched: z.boolean().describe('All of it was seen'),
  })
  .meta({ id: 'Card', description: 'What a list shows of a film or a series' });

export const CARDS = z.object({
  total: count('How many there are on all pages'),
  next: z.string().nullable().describe('The `cursor` of the next page; null on the last one'),
  cards: z.array(CARD).describe('In the order that was asked for'),
});
