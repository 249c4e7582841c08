/** How haema itself is. */
import * as z from 'zod';
import { count, instant, nullable, seconds, videoId } from './json.ts';

export const SCAN = z
  .object({
    phase: z
      .enum(['listing', 'probing', 'idle'])
      .describe('Looking through folders, looking into files, or neither'),
    found: count('Files that were found'),
    probed: count('Files that were looked into'),
    failed: count('Those of them that are no videos or cannot be read'),
    left: count('Files that are still to be looked into'),
    rate: z.number().describe('Files a second'),
    eta: nullable(seconds('until all are looked into; null where that is not known')),
    offline: z
      .array(z.string())
      .describe('Names of folders that are not mounted, fail, or are empty all of a sudden'),
    roots: z
      .array(
        z.object({
          name: z.string().describe('Its own name, numbered where two have the same'),
          state: z
            .enum(['online', 'offline', 'empty', 'looking'])
            .describe('There, away, without any video, or not looked through yet'),
        }),
      )
      .describe('The folders that are served'),
    last: nullable(instant('When the folders were last looked through; null before')),
  })
  .meta({ id: 'Scan', description: 'How far the look through the folders is' });

const CHILD = z
  .object({
    pid: z.int().describe('The id of the process'),
    started: instant('When it was started'),
    jobs: count('What it has in hand'),
    stalled: z.boolean().describe('Whether a job does not get on'),
    memory: count('Bytes'),
    open_inputs: count('Files that are open'),
    pooled_bytes: count('Bytes that open files and warm decoders hold'),
    files_confined: z.boolean().describe('It can open what is served, and write nothing'),
    calls_confined: z.boolean().describe('It can make no program, process or connection'),
  })
  .meta({ id: 'EngineChild', description: 'A process that reads and decodes files' });

export const ENGINE = z
  .object({
    processes: count('How many there are to be'),
    restarts: count('How many were lost'),
    abandoned: count('Killed ones that wait for a disk or a share'),
    trespasses: count('Files that children tried to open, and were refused, since the start'),
    jobs: z
      .object({ running: count('In hand'), waiting: count('Waiting for their turn') })
      .describe('Of all children'),
    children: z.array(CHILD).describe('Those that run'),
    benched: z
      .array(
        z.object({
          video_id: nullable(videoId),
          title: z.string().nullable().describe('Null for a file that is in no list'),
          reason: z.string().describe('Why, in words'),
          until: instant('When it is tried again'),
        }),
      )
      .describe('Files that are refused for a while'),
  })
  .meta({ id: 'Engine', description: 'How the engine is' });

export const READINESS = z.object({
  status: z.literal('ready').describe('The server can make segments'),
});

export const HEALTH = z.object({ status: z.literal('ok').describe('The server answers') });

/** What openapis.org says of it is not said again. */
export const DOCUMENT = z.looseObject({
  openapi: z.string().describe('The version of OpenAPI'),
});
