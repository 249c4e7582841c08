/** Where someone stopped, and what comes next. */
import * as z from 'zod';
import { instant, nullable, seconds, videoId } from './json.ts';

export const PROGRESS = z
  .object({
    video_id: videoId,
    position: seconds('where the player was; 0 where nobody has watched'),
    duration: nullable(seconds('how long the video is; null where nobody knows')),
    watched: z.boolean().describe('Seen to its end, or marked so'),
    resume: seconds('where to go on; 0 after the end'),
    updated: nullable(instant('When that was; null where nobody has watched')),
  })
  .meta({ id: 'Progress', description: 'Where someone stopped in a video' });

const ENTRY = PROGRESS.extend({
  show_id: z.string().describe('What `/api/v1/shows/<show_id>` takes'),
  kind: z.enum(['movie', 'series']).describe('What the show is'),
  title: z.string().describe('Of the film or the series'),
  year: z.int().nullable().describe('Of the first showing'),
  episode: z
    .object({
      id: z.string().describe('As in the series'),
      season: z.int().min(0).describe('0 are the specials'),
      numbers: z.array(z.number()).describe('Within the season'),
      title: z.string().describe('Of the episode'),
    })
    .nullable()
    .describe('Null for a film, and for what lies beside a series'),
}).meta({ id: 'Entry', description: 'A video, its show, and where someone stopped in it' });

const list = z.array(ENTRY);

export const CONTINUE = z.object({
  continue: z
    .array(
      ENTRY.extend({
        next_up: z.boolean().describe('It comes next; else somebody stopped within it'),
      }),
    )
    .describe('What was watched last first'),
});

export const HISTORY = z.object({
  history: list.describe('What was watched last first'),
  next: z.string().nullable().describe('The `cursor` of the next page; null on the last one'),
});

export const NEXT = ENTRY.extend({
  finished: z.literal(true).optional().describe('There when all of the show is seen'),
});

export const SHOW_PROGRESS = z.object({
  progress: z.array(PROGRESS).describe('What is known of it, one a film or episode'),
});

export const PROFILE = z
  .object({
    profile_id: z.string().describe('What `profile` takes'),
    name: z.string().describe('For people'),
  })
  .meta({ id: 'Profile', description: 'Someone who watches' });

export const PROFILES = z.object({ profiles: z.array(PROFILE).describe('The first one first') });
