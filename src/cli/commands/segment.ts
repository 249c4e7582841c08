import { writeFile } from 'node:fs/promises';
import { HaemaError } from '../../core/errors.ts';
import { createEngine } from '../../engine/engine.ts';
import type { Engine, SegmentStats, SourceRef } from '../../engine/types.ts';
import { openCopies } from '../../stream/copies.ts';
import {
  openTitle,
  renditionNames,
  segmentRequest,
  type Title,
  trackInit,
} from '../../stream/title.ts';
import { wholeSegment } from '../../stream/whole-segment.ts';
import type { SegmentOptions } from '../options.ts';
import { naming, sourceOf } from '../source.ts';

/**
 * Writes one segment. For fMP4 the initialisation segment stands before it, so that the file plays
 * as it is.
 */
export const runSegmentCommand = async (file: string, options: SegmentOptions): Promise<void> => {
  const source = await sourceOf(file);
  const engine = createEngine();
  const title = await naming(file, opened(engine, source, options.rendition));
  const request = segmentRequest(title, options, options.index);
  const { data, stats } = await naming(file, wholeSegment(engine, request));
  const parts = [data];
  if (options.container === 'fmp4') {
    parts.unshift(await naming(file, initOf(engine, title, options.rendition)));
  }
  await write(options.output, Buffer.concat(parts));
  if (options.stats === true) {
    process.stdout.write(describe(stats, data.length));
  }
};

/** What is made needs no look at what can be copied, which may be one at the whole file. */
const opened = async (engine: Engine, source: SourceRef, rendition: string): Promise<Title> => {
  const title = await openTitle(engine, source);
  return renditionNames(title).includes(rendition) ? title : openCopies(engine, title);
};

const initOf = (engine: Engine, title: Title, rendition: string): Promise<Buffer> => {
  const { made, copied } = trackInit(title, rendition);
  return made === null ? engine.copyInit(copied) : engine.init(made);
};

const write = async (output: string, bytes: Buffer): Promise<void> => {
  try {
    await writeFile(output, bytes);
  } catch (cause) {
    throw new HaemaError('BAD_REQUEST', 'the output cannot be written', { cause, detail: output });
  }
};

const describe = (stats: SegmentStats, bytes: number): string => {
  const lines = [`bytes ${bytes}`];
  for (const [name, value] of Object.entries(stats)) {
    lines.push(`${name} ${value}`);
  }
  return `${lines.join('\n')}\n`;
};
