/** What engine children report is looked at before anything is believed of it. */
import * as z from 'zod';
import { MOST_WORDS, type Report } from './protocol.ts';

const count = z.number().min(0);
/** More than a child keeps until it tells of them. */
const MOST_REFUSALS = 1000;
const words = z.string().max(MOST_WORDS);

const REPORT: z.ZodType<Report> = z.union([
  z.strictObject({
    build: z.string(),
    filesConfined: z.boolean(),
    callsConfined: z.boolean(),
  }),
  z.strictObject({ id: count, value: z.unknown() }),
  z.strictObject({
    id: count,
    failure: z.strictObject({ code: words, message: words, detail: words.nullable() }),
  }),
  z.strictObject({
    refused: z.array(z.strictObject({ path: words, writes: z.boolean() })).max(MOST_REFUSALS),
  }),
  z.strictObject({
    steps: z.record(z.string(), count),
    counters: z.strictObject({
      jobsQueued: count,
      jobsRunning: count,
      threads: count,
      openInputs: count,
      pooledBytes: count,
      bytesRead: count,
    }),
  }),
]);

/** The value of a job is the caller's to look at. @throws for what is no report */
export const toReport = (message: unknown): Report => REPORT.parse(message);
